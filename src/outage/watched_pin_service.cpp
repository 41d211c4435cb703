// SPDX-License-Identifier: MIT
// WatchedPinService.
#include "outage/watched_pin_service.hpp"

namespace infobip_otp {

PinReply WatchedPinService::note(std::chrono::milliseconds began, PinReply reply) {
    if (is_outage(reply))
        reply.unreached_for = record_.failed(began + longest_);
    else if (is_answer_of_service(reply))
        record_.reached(reply.address);
    return reply;
}

PinReply WatchedPinService::send(const PhoneNumber& to) {
    const auto began = clock_.since_boot();
    return note(began, pins_.send(to));
}

PinReply WatchedPinService::resend(const Secret& pin_id) {
    const auto began = clock_.since_boot();
    return note(began, pins_.resend(pin_id));
}

PinReply WatchedPinService::verify(const Secret& pin_id, const Secret& code) {
    const auto began = clock_.since_boot();
    return note(began, pins_.verify(pin_id, code));
}

}  // namespace infobip_otp
