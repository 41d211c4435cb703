// SPDX-License-Identifier: MIT
// Provider events: the log line of one exchange with the provider.
#pragma once

#include "otp/attempt.hpp"

namespace infobip_otp {

// `event` where the outcome is `expected`; else event=provider_failed with what is known of it.
// Wrong and expired codes are ordinary and stay at info.
void record_exchange(const Attempt& attempt, Event event, PinOutcome expected,
                     const PinReply& reply);

}  // namespace infobip_otp
