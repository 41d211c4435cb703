// SPDX-License-Identifier: MIT
// PinOutcome: which of them prove that nothing left this machine.
#include "infobip_otp/pin_service.hpp"

namespace infobip_otp {

bool provably_not_reached(PinOutcome outcome) {
    switch (outcome) {
        case PinOutcome::not_reached:
        case PinOutcome::not_trusted:
        case PinOutcome::helper_unusable: return true;
        case PinOutcome::sent:
        case PinOutcome::verified:
        case PinOutcome::wrong_code:
        case PinOutcome::no_more_tries:
        case PinOutcome::expired:
        case PinOutcome::pin_rejected:
        case PinOutcome::throttled:
        case PinOutcome::not_sent:
        case PinOutcome::request_refused:
        case PinOutcome::credentials:
        case PinOutcome::forbidden:
        case PinOutcome::provider_rejected:
        case PinOutcome::provider_fault:
        case PinOutcome::no_answer:
        case PinOutcome::not_understood:
        case PinOutcome::helper_failed: return false;
    }
    return false;
}

}  // namespace infobip_otp
