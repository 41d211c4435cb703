// SPDX-License-Identifier: MIT
// Clock: what time it is, and waiting.
#pragma once

#include <chrono>

#include "infobip_otp/rate_limit.hpp"

namespace infobip_otp {

class Clock {
  public:
    virtual ~Clock() = default;

    // Time since boot, suspended time included (CLOCK_BOOTTIME): for deadlines and lifetimes.
    // Never goes back.
    [[nodiscard]] virtual std::chrono::milliseconds since_boot() const = 0;

    // The wall clock: for what is kept on disk. May jump either way.
    [[nodiscard]] virtual WallTime wall() const = 0;

    // Returns after at least `length`, whatever signals arrive.
    virtual void sleep(std::chrono::milliseconds length) = 0;
};

}  // namespace infobip_otp
