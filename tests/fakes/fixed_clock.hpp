// SPDX-License-Identifier: MIT
// FixedClock: time that stands still until it is told to go on; sleeping moves it.
#pragma once

#include "infobip_otp/clock.hpp"

namespace infobip_otp::testing {

class FixedClock final : public Clock {
  public:
    [[nodiscard]] std::chrono::milliseconds since_boot() const override { return since_boot_; }
    [[nodiscard]] WallTime wall() const override {
        return wall_ + std::chrono::floor<std::chrono::seconds>(since_boot_);
    }
    void sleep(std::chrono::milliseconds length) override {
        slept += length;
        advance(length);
    }

    void advance(std::chrono::milliseconds length) { since_boot_ += length; }
    void set_wall(WallTime now) {
        wall_ = now - std::chrono::floor<std::chrono::seconds>(since_boot_);
    }

    std::chrono::milliseconds slept{0};

  private:
    std::chrono::milliseconds since_boot_ = std::chrono::hours(5);
    WallTime wall_{std::chrono::seconds(1'790'000'000)};
};

}  // namespace infobip_otp::testing
