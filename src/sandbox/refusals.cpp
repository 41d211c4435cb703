// SPDX-License-Identifier: MIT
// Refusals by quirk.
#include "sandbox/refusals.hpp"

#include <stdexcept>

namespace infobip_otp::sandbox {

Answer unknown_pin(const Quirks& quirks) {
    return refusal(quirks.is(Quirk::unknown_pin, "404") ? 404 : 400);
}

Answer unknown_ids(const Quirks& quirks) {
    if (quirks.is(Quirk::unknown_ids_on_send, "404-v1"))
        return refusal(404, "RESOURCE_NOT_FOUND", "Requested resource not found");
    return refusal(quirks.is(Quirk::unknown_ids_on_send, "404") ? 404 : 400);
}

Answer disabled_application(const Quirks& quirks) {
    if (quirks.is(Quirk::disabled_application, "403")) return refusal(403);
    return refusal(quirks.is(Quirk::disabled_application, "404") ? 404 : 400);
}

Answer limit_answer(Quirk which, const Quirks& quirks) {
    if (quirks.is(which, "400")) return refusal(400);
    if (quirks.is(which, "403")) return refusal(403);
    return quirks.is(which, "429-v1") ? refusal(429, "THROTTLE_EXCEPTION", "Too many requests")
                                      : refusal(429);
}

Answer refused_send(Pins::Refused refused, const Quirks& quirks) {
    switch (refused) {
        case Pins::Refused::limit_number: return limit_answer(Quirk::limit_number, quirks);
        case Pins::Refused::limit_application:
            return limit_answer(Quirk::limit_application, quirks);
        case Pins::Refused::unknown: return unknown_pin(quirks);
    }
    throw std::logic_error("a refusal without an answer");
}

Answer pin_not_found() {
    return refusal(400, "PIN_NOT_FOUND", "PIN not found");
}

}  // namespace infobip_otp::sandbox
