// SPDX-License-Identifier: MIT
// SendCalls: the operations that send a PIN, or send it again.
#pragma once

#include "sandbox/routes.hpp"

namespace infobip_otp::sandbox {

Answer send_sms(Provider& provider, const Call& call);
Answer send_voice(Provider& provider, const Call& call);
Answer send_email(Provider& provider, const Call& call);

Answer resend_sms(Provider& provider, const Call& call);
Answer resend_voice(Provider& provider, const Call& call);
Answer resend_email(Provider& provider, const Call& call);

}  // namespace infobip_otp::sandbox
