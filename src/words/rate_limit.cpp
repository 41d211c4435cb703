// SPDX-License-Identifier: MIT
// RateLimit: sliding windows.
#include "infobip_otp/rate_limit.hpp"

#include <algorithm>

namespace infobip_otp {

std::chrono::seconds wait_for(std::span<const RateLimit> limits, std::span<const WallTime> times,
                              WallTime now) {
    std::vector<WallTime> sorted(times.begin(), times.end());
    for (WallTime& time : sorted) time = std::min(time, now);
    std::sort(sorted.begin(), sorted.end());

    std::chrono::seconds wait{0};
    for (const RateLimit& limit : limits) {
        if (limit.count == 0) return std::chrono::seconds::max();
        if (sorted.size() < limit.count) continue;
        // With the oldest of the last `count` entries out of the window, one more has room.
        const WallTime oldest = sorted[sorted.size() - limit.count];
        wait = std::max(wait, oldest + limit.window - now);
    }
    return wait;
}

}  // namespace infobip_otp
