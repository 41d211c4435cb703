// SPDX-License-Identifier: MIT
// Refusing: how a person learns that the login ends here, and the recovery codes that may save it.
#pragma once

#include "otp/attempt.hpp"

namespace infobip_otp {

// Says why, with the reference; authenticate() alone calls this. Before the first prompt the line
// is followed by one, because sshd drops text that no prompt follows: the prompt for a recovery
// code where the account has any. Returns `ending`, or a grant where a recovery code was spent.
[[nodiscard]] Ending refuse(Attempt& attempt, const Ending& ending);

}  // namespace infobip_otp
