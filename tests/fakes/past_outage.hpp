// SPDX-License-Identifier: MIT
// Past outage: the record of one that has lasted for two minutes.
#pragma once

#include <chrono>
#include <string>

#include "base/system_clock.hpp"
#include "outage/outage_record.hpp"

namespace infobip_otp::testing {

// Two minutes ago.
class PastClock final : public Clock {
  public:
    [[nodiscard]] std::chrono::milliseconds since_boot() const override {
        return clock_.since_boot() - ago;
    }
    [[nodiscard]] WallTime wall() const override { return clock_.wall() - ago; }
    void sleep(std::chrono::milliseconds) override {}

  private:
    static constexpr std::chrono::minutes ago{2};
    SystemClock clock_;
};

// A login has failed two minutes ago, and none was well since.
inline void begin_past_outage(const std::string& state_dir) {
    const PastClock clock;
    OutageRecord(state_dir, clock).failed();
}

}  // namespace infobip_otp::testing
