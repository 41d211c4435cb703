// SPDX-License-Identifier: MIT
// Interrupt words: what Ctrl-C at a prompt says.
#pragma once

#include <csignal>

namespace infobip_otp::admin {

// While it lives SIGINT says that nothing was changed, and ends the program by that signal. Where
// somebody else looks after SIGINT, or it is ignored, nothing is done.
class InterruptWords {
  public:
    InterruptWords();
    ~InterruptWords();
    InterruptWords(const InterruptWords&) = delete;
    InterruptWords& operator=(const InterruptWords&) = delete;

  private:
    struct sigaction before_ {};
};

}  // namespace infobip_otp::admin
