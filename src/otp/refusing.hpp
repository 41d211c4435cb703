// SPDX-License-Identifier: MIT
// Refusing: how a person learns that the login ends here, and the recovery codes that may save it.
#pragma once

#include <chrono>

#include "otp/attempt.hpp"

namespace infobip_otp {

// Says why, with the reference. Before the first prompt the line is followed by one, because sshd
// drops text that no prompt follows: the prompt for a recovery code where the account has any.
// Returns `ending`, or a grant where a recovery code was spent.
[[nodiscard]] Ending refuse(Attempt& attempt, Ending ending, std::chrono::seconds wait = {});

// Ends the login by what the provider answered, or did not: refused, or let in where the settings
// say so for outages.
[[nodiscard]] Ending end_by_outcome(Attempt& attempt, const PinReply& reply);

}  // namespace infobip_otp
