// SPDX-License-Identifier: MIT
// Signals wait: what a person or a terminal ends a process with is held back for a while, so that
// files are not left half made.
#pragma once

#include <csignal>
#include <initializer_list>

namespace infobip_otp::admin {

class SignalsWait {
  public:
    SignalsWait() {
        sigset_t signals;
        sigemptyset(&signals);
        for (const int one : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP}) sigaddset(&signals, one);
        sigprocmask(SIG_BLOCK, &signals, &before_);
    }
    ~SignalsWait() { sigprocmask(SIG_SETMASK, &before_, nullptr); }
    SignalsWait(const SignalsWait&) = delete;
    SignalsWait& operator=(const SignalsWait&) = delete;

  private:
    sigset_t before_{};
};

}  // namespace infobip_otp::admin
