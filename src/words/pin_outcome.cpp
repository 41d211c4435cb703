// SPDX-License-Identifier: MIT
// PinOutcome and PinReply: what they prove, and what they do not.
#include "infobip_otp/outcomes.hpp"
#include "infobip_otp/pin_service.hpp"

namespace infobip_otp {

bool certainly_no_message(PinOutcome outcome) {
    return proves(outcome, proof::no_message);
}

bool is_outage(const PinReply& reply) {
    return reply.fresh_connection &&
           (reply.outcome == PinOutcome::not_reached || reply.outcome == PinOutcome::no_answer ||
            reply.outcome == PinOutcome::provider_fault);
}

bool is_answer_of_service(const PinReply& reply) {
    return proves(reply.outcome, proof::answered);
}

bool asks_for_new_connection(const PinReply& reply) {
    constexpr int request_timeout = 408;
    return !reply.fresh_connection &&
           (reply.outcome == PinOutcome::no_answer || reply.outcome == PinOutcome::provider_fault ||
            (reply.outcome == PinOutcome::provider_rejected &&
             reply.http_status == request_timeout));
}

}  // namespace infobip_otp
