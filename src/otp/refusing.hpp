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

// Asks for recovery codes until one is accepted (a grant), an empty line is typed (nullopt), or
// nobody answers, time or tries are used up (a denial).
[[nodiscard]] Step ask_recovery_code(Attempt& attempt);

// One recovery code that was typed at any prompt: accepted (a grant), or told why not and a try
// lost.
[[nodiscard]] Step spend_recovery_code(Attempt& attempt, const Secret& code);

}  // namespace infobip_otp
