// SPDX-License-Identifier: MIT
// Opening: what the module said once, checked again on this side of the wall.
#pragma once

#include <chrono>
#include <string_view>

#include "http/curl_transport.hpp"
#include "infobip/wire.hpp"
#include "infobip_otp/result.hpp"
#include "infobip_otp/secret.hpp"
#include "link/records.hpp"

namespace infobip_otp {

struct Opening {
    CurlOptions connection;
    PinTemplate pins;
    Secret api_key;
    std::chrono::milliseconds longest_life{0};
};

// The Error names the setting that this program cannot use (a CA file that its user may not read,
// say) and never quotes it. `version` goes into the User-Agent.
Result<Opening> read_opening(const OpeningRecord& record, std::string_view version);

}  // namespace infobip_otp
