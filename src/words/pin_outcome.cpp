// SPDX-License-Identifier: MIT
// PinOutcome and PinReply: what they prove, and what they do not.
#include "infobip_otp/pin_service.hpp"

namespace infobip_otp {

bool certainly_no_message(PinOutcome outcome) {
    switch (outcome) {
        // The provider's answer: it did not take the request.
        case PinOutcome::request_refused:
        case PinOutcome::credentials:
        case PinOutcome::forbidden:
        // Nothing of the request left this machine.
        case PinOutcome::not_reached:
        case PinOutcome::not_resolved:
        case PinOutcome::not_trusted:
        case PinOutcome::helper_unusable: return true;
        // Sent, or perhaps so. MESSAGE_NOT_SENT may have cost a number lookup; after a resend of a
        // PIN that is over a new one is sent on the same account. A 429 sent nothing, but without a
        // limit of ours one password would keep the number, or all of them, throttled.
        case PinOutcome::sent:
        case PinOutcome::verified:
        case PinOutcome::wrong_code:
        case PinOutcome::no_more_tries:
        case PinOutcome::expired:
        case PinOutcome::pin_rejected:
        case PinOutcome::throttled:
        case PinOutcome::not_sent:
        case PinOutcome::provider_rejected:
        case PinOutcome::provider_fault:
        case PinOutcome::no_answer:
        case PinOutcome::not_understood:
        case PinOutcome::helper_failed: return false;
    }
    return false;
}

bool is_outage(const PinReply& reply) {
    return reply.fresh_connection &&
           (reply.outcome == PinOutcome::not_reached || reply.outcome == PinOutcome::no_answer ||
            reply.outcome == PinOutcome::provider_fault);
}

bool is_answer_of_service(const PinReply& reply) {
    switch (reply.outcome) {
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
        case PinOutcome::not_understood: return true;
        case PinOutcome::provider_fault:
        case PinOutcome::not_reached:
        case PinOutcome::no_answer:
        case PinOutcome::not_trusted:
        case PinOutcome::helper_unusable:
        case PinOutcome::helper_failed:
        case PinOutcome::not_resolved: return false;
    }
    return false;
}

bool asks_for_new_connection(const PinReply& reply) {
    constexpr int request_timeout = 408;
    return !reply.fresh_connection &&
           (reply.outcome == PinOutcome::no_answer || reply.outcome == PinOutcome::provider_fault ||
            (reply.outcome == PinOutcome::provider_rejected &&
             reply.http_status == request_timeout));
}

}  // namespace infobip_otp
