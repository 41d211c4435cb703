// SPDX-License-Identifier: MIT
// VerifyCalls: the operation verify, and the list of verifications.
#pragma once

#include "sandbox/routes.hpp"

namespace infobip_otp::sandbox {

Answer verify_pin(Provider& provider, const Call& call);
Answer list_verifications(Provider& provider, const Call& call);

}  // namespace infobip_otp::sandbox
