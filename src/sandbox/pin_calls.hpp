// SPDX-License-Identifier: MIT
// PinCalls: the operations send, resend and verify, and the list of verifications.
#pragma once

#include "sandbox/routes.hpp"

namespace infobip_otp::sandbox {

Answer send_sms(Provider& provider, const Call& call);
Answer send_voice(Provider& provider, const Call& call);
Answer send_email(Provider& provider, const Call& call);

Answer resend_sms(Provider& provider, const Call& call);
Answer resend_voice(Provider& provider, const Call& call);
Answer resend_email(Provider& provider, const Call& call);

Answer verify_pin(Provider& provider, const Call& call);
Answer list_verifications(Provider& provider, const Call& call);

}  // namespace infobip_otp::sandbox
