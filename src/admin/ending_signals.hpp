// SPDX-License-Identifier: MIT
// Ending signals: what would end this process is noted, so that what was made is taken away again.
#pragma once

namespace infobip_otp::admin {

// While it lives. A signal ends a wait, but one that comes just before the wait does not: whoever
// waits does so for a short while, and asks have_come() each time. SIGPIPE is not noted, only
// survived: a terminal that is gone says SIGHUP.
class EndingSignals {
  public:
    EndingSignals();
    ~EndingSignals();
    EndingSignals(const EndingSignals&) = delete;
    EndingSignals& operator=(const EndingSignals&) = delete;

    // For a new process, which they are to end.
    static void take_their_course();
    [[nodiscard]] static bool have_come();
};

}  // namespace infobip_otp::admin
