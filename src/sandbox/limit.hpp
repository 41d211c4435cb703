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
//
// The clock may be set back, and entries are then later than now. They become now: what they count
// did happen, so a limit that was reached stays reached, and for no longer than one window.
class SlidingWindow {
  public:
    // Whether one more fits in; forgets what is out of the window.
    [[nodiscard]] bool has_room(const Limit& limit, Time now);
    void record(Time now);
    void clear() { times_.clear(); }

    // How many are within the last `length`.
    [[nodiscard]] unsigned within(Length length, Time now);
    [[nodiscard]] bool empty() const { return times_.empty(); }

  private:
    void let_none_be_later_than(Time now);

    std::deque<Time> times_;  // in order
};

}  // namespace infobip_otp::sandbox
