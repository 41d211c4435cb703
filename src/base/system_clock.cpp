// SPDX-License-Identifier: MIT
// SystemClock.
#include "base/system_clock.hpp"

#include <poll.h>

#include <algorithm>
#include <ctime>

namespace infobip_otp {

std::chrono::milliseconds SystemClock::since_boot() const {
    timespec now{};
    clock_gettime(CLOCK_BOOTTIME, &now);
    return std::chrono::seconds(now.tv_sec) + std::chrono::milliseconds(now.tv_nsec / 1'000'000);
}

WallTime SystemClock::wall() const {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return WallTime(std::chrono::seconds(now.tv_sec));
}

void SystemClock::sleep(std::chrono::milliseconds length) {
    const auto end = since_boot() + length;
    for (auto left = length; left.count() > 0; left = end - since_boot())
        poll(nullptr, 0,
             static_cast<int>(std::min<std::chrono::milliseconds::rep>(left.count(), 60'000)));
}

}  // namespace infobip_otp
