// SPDX-License-Identifier: MIT
// SystemClock: Clock over clock_gettime(2).
#pragma once

#include "infobip_otp/clock.hpp"

namespace infobip_otp {

class SystemClock final : public Clock {
  public:
    [[nodiscard]] std::chrono::milliseconds since_boot() const override;
    [[nodiscard]] WallTime wall() const override;
    void sleep(std::chrono::milliseconds length) override;
};

}  // namespace infobip_otp
