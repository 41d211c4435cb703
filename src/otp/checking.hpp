// SPDX-License-Identifier: MIT
// Checking: one code that was typed.
#pragma once

#include "otp/attempt.hpp"

namespace infobip_otp {

// Has the provider check `code`, counted as a failure before it leaves: a caller may kill su at
// any moment (docs/security-rules.md rule 11). nullopt: not right, and the person was told.
[[nodiscard]] Step check_code(Attempt& attempt, const Secret& code);

}  // namespace infobip_otp
