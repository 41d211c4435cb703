// SPDX-License-Identifier: MIT
// WatchedPinService.
#include "outage/watched_pin_service.hpp"

namespace infobip_otp {

PinReply WatchedPinService::note(PinReply reply) {
    if (is_outage(reply))
        reply.unreached_for = record_.failed();
    else if (is_answer_of_service(reply))
        record_.reached(reply.address);
    return reply;
}

PinReply WatchedPinService::send(const PhoneNumber& to) {
    return note(pins_.send(to));
}

PinReply WatchedPinService::resend(const Secret& pin_id) {
    return note(pins_.resend(pin_id));
}

PinReply WatchedPinService::verify(const Secret& pin_id, const Secret& code) {
    return note(pins_.verify(pin_id, code));
}

}  // namespace infobip_otp
