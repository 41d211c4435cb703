// SPDX-License-Identifier: MIT
// HostRecord: one entry of the machine's list of messages, and counting them backwards; no I/O.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "infobip_otp/rate_limit.hpp"

namespace infobip_otp {

enum class HostEntry : unsigned {
    send = 1,
    taken_back = 2,  // the last message that still counts was not sent
    mark = 3,        // nothing but the time: what stands before it is not later
};

struct HostRecord {
    HostEntry entry = HostEntry::send;
    WallTime time = WallTime::max();
};

// 16 bytes: entry 4, seconds since 1970 8, checksum of these 12; little-endian.
inline constexpr std::size_t host_record_size = 16;

[[nodiscard]] std::string encode(const HostRecord& record);

// A record that cannot be read counts as a message of an unknown (the latest) time.
[[nodiscard]] HostRecord decode_host_record(std::string_view bytes);

// Counts the messages in a window, from the newest record to older ones. They are in the order in
// which they were written: times later than that of a record behind them (a clock that was set
// back) are moved back together, the newest to that record. Unlike those of an account
// (account_limits.hpp) they may become older than what was written before them, where the clock was
// set forward twice before it was set back.
class BackwardCount {
  public:
    enum class Going { on, done };

    BackwardCount(WallTime now, std::chrono::seconds window)
        : now_(now), window_(window), lowest_(now), placed_(now) {}

    // done: this record and all before it are too old.
    Going count(const HostRecord& record);

    [[nodiscard]] const std::vector<WallTime>& times() const { return times_; }
    [[nodiscard]] bool met_the_future() const { return met_the_future_; }

  private:
    WallTime place(WallTime time);

    WallTime now_;
    std::chrono::seconds window_;
    WallTime lowest_;                // of the times so far, as they were written
    WallTime placed_;                // of the record before, as it counts
    std::chrono::seconds ahead_{0};  // by how much times above the lowest are moved back
    std::size_t taken_back_ = 0;
    bool met_the_future_ = false;
    std::vector<WallTime> times_;
};

}  // namespace infobip_otp
