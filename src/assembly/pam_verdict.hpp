// SPDX-License-Identifier: MIT
// PAM verdict: the only place that turns a verdict into a PAM code.
#pragma once

#include "config/settings.hpp"
#include "infobip_otp/verdict.hpp"

namespace infobip_otp {

// A verdict, what chooses between the two codes that end a login for good, and whose it is.
struct PamVerdict {
    Verdict verdict;
    StopCode stop_code = StopCode::automatic;
    bool in_sshd = false;
    char request[17] = "";  // the request id, where saying it needs no memory
};

// PAM_SUCCESS and PAM_IGNORE for grants and exemptions only. A denial after a message was tried,
// or by an outage, a limit or used-up tries, is the stop code: PAM_MAXTRIES ends it in sshd,
// PAM_ABORT in sudo, su and login; with any other code those run the whole stack again, three to
// five times, and send each time (table in docs/verdicts.md). auth_err is for hosts that know
// neither and start over for none.
[[nodiscard]] int pam_code(const PamVerdict& result) noexcept;

}  // namespace infobip_otp
