// SPDX-License-Identifier: MIT
// Pace: whether an exchange was allowed to run, or was stopped or starved meanwhile.
//
// A time limit that ran out while this process was stopped (SIGSTOP, a frozen cgroup) or starved
// (SCHED_IDLE, cpu.max) looks to libcurl like a server that does not answer. The person at the
// machine can do all of that, so it must never count as an outage.
#pragma once

#include <algorithm>
#include <chrono>

#include "infobip_otp/clock.hpp"

namespace infobip_otp {

class Pace {
  public:
    using Length = std::chrono::milliseconds;

    // `clock` must outlive this object. An exchange with these time limits is in short steps, and
    // all of them together may be late by less than what would run out a limit.
    Pace(const Clock& clock, Length connect_timeout, Length request_timeout)
        : clock_(clock),
          step_(std::min({longest_step, request_timeout / 8, connect_timeout / 4})),
          tolerance_(std::min({longest_tolerance, request_timeout / 2, connect_timeout / 2})),
          step_began_(clock.since_boot()) {}

    // What one step of the exchange asks for at most.
    [[nodiscard]] Length step() const { return step_; }

    // The end of one step and the begin of the next.
    void mark() {
        const Length now = clock_.since_boot();
        const Length taken = now - step_began_;
        if (taken > step_) late_ += taken - step_;
        step_began_ = now;
    }

    [[nodiscard]] bool kept() const { return late_ <= tolerance_; }

  private:
    static constexpr Length longest_step{250};
    static constexpr Length longest_tolerance{1000};

    const Clock& clock_;
    Length step_;
    Length tolerance_;
    Length step_began_;
    Length late_{0};
};

}  // namespace infobip_otp
