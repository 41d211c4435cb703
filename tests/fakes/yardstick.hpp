// SPDX-License-Identifier: MIT
// Yardstick: how much slower than an idle machine this one is, and waiting with that much patience.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>

namespace infobip_otp::testing {

// Ten processes one after the other, each of which counts: started, run and waited for as what the
// tests wait for. Returns the milliseconds that took.
inline double take_yardstick() {
    const auto begun = std::chrono::steady_clock::now();
    for (int i = 0; i < 10; ++i) {
        const pid_t pid = fork();
        if (pid == 0) {
            volatile unsigned counted = 0;
            while (counted < 1'000'000) counted = counted + 1;
            _exit(0);
        }
        if (pid > 0) waitpid(pid, nullptr, 0);
    }
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
        .count();
}

// Returns 1 on an idle machine of the usual speed, up to 20 on a slower or busier one. Taken once.
inline double slowness() {
    constexpr double usual_ms = 35;
    static const double taken = std::clamp(take_yardstick() / usual_ms, 1.0, 20.0);
    return taken;
}

// Returns `length`, longer on a slow machine. For time limits that must not run out, and for
// moments at which something must have happened.
inline std::chrono::milliseconds stretched(std::chrono::milliseconds length) {
    const auto milliseconds = static_cast<double>(length.count()) * slowness();
    return std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds));
}

// Returns whether `condition` came true within a stretched minute.
inline bool wait_until(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + stretched(std::chrono::minutes(1));
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
}

}  // namespace infobip_otp::testing
