// SPDX-License-Identifier: MIT
// Sending: one message more, counted before it goes out.
#pragma once

#include "otp/attempt.hpp"

namespace infobip_otp {

// The first message of a login. nullopt: a code is under way and the person was told where to.
[[nodiscard]] Step send_first(Attempt& attempt);

// After "r": the same PIN while it lives, a new one when it is finished. Refusing costs a try,
// sending costs a resend.
[[nodiscard]] Step send_again(Attempt& attempt);

}  // namespace infobip_otp
