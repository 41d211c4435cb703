// SPDX-License-Identifier: MIT
// Limit: so many per so long, counted over a sliding window.
#pragma once

#include <deque>
#include <optional>
#include <string_view>

#include "sandbox/time.hpp"

namespace infobip_otp::sandbox {

struct Limit {
    unsigned count = 0;
    Length window{0};
};

// "3/1d": {attempts}/{length}{unit}, the length 1 when left out.
[[nodiscard]] std::optional<Limit> parse_limit(std::string_view text);

// What happened when. An entry counts until exactly `window` after it was made.
class SlidingWindow {
  public:
    // Whether one more fits in; forgets what is out of the window.
    [[nodiscard]] bool has_room(const Limit& limit, Time now);
    void record(Time now) { times_.push_back(now); }
    void clear() { times_.clear(); }

    // How many are within the last `length`.
    [[nodiscard]] unsigned within(Length length, Time now);
    [[nodiscard]] bool empty() const { return times_.empty(); }

  private:
    std::deque<Time> times_;
};

}  // namespace infobip_otp::sandbox
