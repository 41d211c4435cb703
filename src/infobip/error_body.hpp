// SPDX-License-Identifier: MIT
// ErrorBody: what an answer that is not 200 says, in either of Infobip's two envelopes.
#pragma once

#include <string>
#include <string_view>

namespace infobip_otp {

// Both empty where the body is absent, not JSON, or in no known envelope (a gateway's page).
struct ErrorBody {
    std::string message_id;  // requestError.serviceException.messageId, exactly as it came
    std::string words;       // "BAD_REQUEST: Bad request; to: must not be null": raw, for the log
};

// docs/infobip-contract.md section 7.1.
[[nodiscard]] ErrorBody read_error_body(std::string_view body);

}  // namespace infobip_otp
