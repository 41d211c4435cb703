// SPDX-License-Identifier: MIT
// SpoiledAnswer: what faults do to an answer before it is sent.
#pragma once

#include "sandbox/answer.hpp"
#include "sandbox/faults.hpp"

namespace infobip_otp::sandbox {

// Faults in the members of an answer; others leave it alone.
void spoil(Answer& answer, const Fault& fault);
// Faults in its bytes.
void spoil(Rendered& content, const Fault& fault);

}  // namespace infobip_otp::sandbox
