// SPDX-License-Identifier: MIT
// Time: the sandbox's own clock, which a test can move.
#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace infobip_otp::sandbox {

using Length = std::chrono::milliseconds;
using Time = std::chrono::sys_time<Length>;

// "10m": a number (1 when left out) and one of ms, s, m, h, d. Nothing else; zero is no length.
[[nodiscard]] std::optional<Length> parse_length(std::string_view text);

// "2026-01-31T12:34:56Z", as RFC 3339 has UTC in seconds, from 1970 to 9999. Nothing else: no other
// offset, no fraction, no leap second.
[[nodiscard]] std::optional<Time> parse_time(std::string_view text);

// The wall clock plus what it was moved by, in either direction. It always runs on.
class MovableClock {
  public:
    [[nodiscard]] Time now() const;
    void advance(Length by) { moved_ += by.count(); }
    void set(Time time);
    [[nodiscard]] Length moved() const { return Length(moved_.load()); }

  private:
    std::atomic<Length::rep> moved_{0};
};

// "2026-01-31T12:34:56Z".
[[nodiscard]] std::string to_text(Time time);

// "Sat, 31 Jan 2026 12:34:56 GMT", for the Date header (RFC 9110 section 5.6.7).
[[nodiscard]] std::string to_http_date(Time time);

}  // namespace infobip_otp::sandbox
