// SPDX-License-Identifier: MIT
// Refusals: the answers whose form nobody knows for sure, as the quirks want them.
#pragma once

#include "sandbox/answer.hpp"
#include "sandbox/pins.hpp"

namespace infobip_otp::sandbox {

Answer unknown_pin(const Quirks& quirks);
Answer unknown_ids(const Quirks& quirks);
Answer disabled_application(const Quirks& quirks);
// `which` is one of the limit_... quirks.
Answer limit_answer(Quirk which, const Quirks& quirks);
Answer refused_send(Pins::Refused refused, const Quirks& quirks);
// The tutorial's PIN_NOT_FOUND.
Answer pin_not_found();

}  // namespace infobip_otp::sandbox
