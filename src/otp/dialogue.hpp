// SPDX-License-Identifier: MIT
// Dialogue: the prompts of a login after a code was sent.
#pragma once

#include "otp/attempt.hpp"

namespace infobip_otp {

// Asks until the code was right, nobody answers or nothing is left to ask for: at most
// tries + resends prompts.
[[nodiscard]] Ending run_dialogue(Attempt& attempt);

}  // namespace infobip_otp
