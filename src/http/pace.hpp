// SPDX-License-Identifier: MIT
// Pace: whether an exchange was allowed to run, or was stopped or starved meanwhile.
//
// A time limit that ran out while this process was stopped (SIGSTOP, a frozen cgroup) or starved
// (SCHED_IDLE, cpu.max) looks to libcurl like a server that does not answer. The person at the
// machine can do all of that, so it must never count as an outage.
#pragma once

#include <chrono>

#include "infobip_otp/clock.hpp"

namespace infobip_otp {

class Pace {
  public:
    // What one step of an exchange asks for at most, and by how much all steps together may be
    // late.
    static constexpr std::chrono::milliseconds step{250};
    static constexpr std::chrono::milliseconds tolerance{1000};

    // `clock` must outlive this object.
    explicit Pace(const Clock& clock) : clock_(clock), step_began_(clock.since_boot()) {}

    // The end of one step and the begin of the next.
    void mark() {
        const std::chrono::milliseconds now = clock_.since_boot();
        const std::chrono::milliseconds taken = now - step_began_;
        if (taken > step) late_ += taken - step;
        step_began_ = now;
    }

    [[nodiscard]] bool kept() const { return late_ <= tolerance; }

  private:
    const Clock& clock_;
    std::chrono::milliseconds step_began_;
    std::chrono::milliseconds late_{0};
};

}  // namespace infobip_otp
