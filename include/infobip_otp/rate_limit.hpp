// SPDX-License-Identifier: MIT
// RateLimit: so many per so long; pure arithmetic.
#pragma once

#include <chrono>
#include <span>
#include <vector>

namespace infobip_otp {

// Wall clock seconds: they outlive a process and a reboot.
using WallTime = std::chrono::sys_seconds;

// At most `count` in any stretch of `window`: a sliding window, closed at its old end. With
// {3, 60s} and entries at 0, 10 and 20 the fourth is allowed at 60 and not at 59.
struct RateLimit {
    unsigned count = 0;
    std::chrono::seconds window{0};
    bool operator==(const RateLimit&) const = default;
};

using RateLimits = std::vector<RateLimit>;

// How long until one more entry is allowed by all of `limits`; 0s: now. `times` in any order.
// An entry from the future (a clock that was set back) counts as if it were made `now`.
[[nodiscard]] std::chrono::seconds wait_for(std::span<const RateLimit> limits,
                                            std::span<const WallTime> times, WallTime now);

}  // namespace infobip_otp
