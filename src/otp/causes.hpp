// SPDX-License-Identifier: MIT
// Causes: what an outcome of the provider, or a limit, means for the login.
#pragma once

#include "infobip_otp/audit_log.hpp"
#include "infobip_otp/limit_store.hpp"
#include "infobip_otp/pin_service.hpp"
#include "infobip_otp/verdict.hpp"
#include "otp/attempt.hpp"

namespace infobip_otp {

// The cause of a denial by this outcome.
[[nodiscard]] Cause cause_of(PinOutcome outcome);

// `limit` is not Limit::none.
[[nodiscard]] Cause cause_of(Limit limit);

// How loud a verdict is: wrong settings and faults are errors, limits and let-throughs warnings.
[[nodiscard]] Severity severity_of(const Verdict& verdict);

// True where the settings let people in while there is an outage, the person is not at this machine
// (who could unplug it), and the provider did not do its work over a connection of its own:
// security.md rule 3. Everything that a caller could bring about locally has another outcome. How
// long the outage must have lasted is the caller's to ask.
[[nodiscard]] bool may_open(const PinReply& reply, const Attempt& attempt);

}  // namespace infobip_otp
