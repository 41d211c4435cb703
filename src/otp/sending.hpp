// SPDX-License-Identifier: MIT
// Sending: one message more, counted before it goes out.
#pragma once

#include "otp/attempt.hpp"

namespace infobip_otp {

// The first message of a login. nullopt: a code is under way and the person was told where to.
[[nodiscard]] Step send_first(Attempt& attempt);

// After "r": the same PIN while it lives, a new one when it is finished. Sending costs a resend,
// refusing a try, but for an "r" that comes too early: resend_wait is waited for, where it is
// short.
[[nodiscard]] Step send_again(Attempt& attempt);

}  // namespace infobip_otp
