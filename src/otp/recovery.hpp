// SPDX-License-Identifier: MIT
// Recovery: recovery codes at a prompt.
#pragma once

#include "otp/attempt.hpp"

namespace infobip_otp {

// Asks for recovery codes until one is accepted (a grant), an empty line is typed (nullopt), or
// nobody answers, time or tries are used up (a denial).
[[nodiscard]] Step ask_recovery_code(Attempt& attempt);

// One recovery code that was typed at any prompt: accepted (a grant), or told why not and a try
// lost.
[[nodiscard]] Step spend_recovery_code(Attempt& attempt, const Secret& code);

}  // namespace infobip_otp
