// SPDX-License-Identifier: MIT
// Causes: what an outcome of the provider, or a limit, means for the login; how it ends by them.
#pragma once

#include "infobip_otp/limit_store.hpp"
#include "infobip_otp/pin_service.hpp"
#include "infobip_otp/verdict.hpp"
#include "otp/attempt.hpp"

namespace infobip_otp {

// `limit` is not Limit::none.
[[nodiscard]] Cause cause_of(Limit limit);

// The denial by a limit that was reached.
[[nodiscard]] Ending ending_of(const Allowance& refused);

// What an exchange that did not succeed ends the login with: a denial, or a grant where the
// settings say so for outages, and this one has lasted.
[[nodiscard]] Ending ending_of(const PinReply& reply, const Attempt& attempt);

}  // namespace infobip_otp
