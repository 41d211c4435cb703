// SPDX-License-Identifier: MIT
// ApplicationCalls: the operations on applications and message templates.
#pragma once

#include "sandbox/routes.hpp"

namespace infobip_otp::sandbox {

Answer list_applications(Provider& provider, const Call& call);
Answer create_application(Provider& provider, const Call& call);
Answer get_application(Provider& provider, const Call& call);
Answer update_application(Provider& provider, const Call& call);

Answer list_messages(Provider& provider, const Call& call);
Answer create_message(Provider& provider, const Call& call);
Answer get_message(Provider& provider, const Call& call);
Answer update_message(Provider& provider, const Call& call);
Answer create_email_message(Provider& provider, const Call& call);
Answer update_email_message(Provider& provider, const Call& call);

}  // namespace infobip_otp::sandbox
