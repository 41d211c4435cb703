// SPDX-License-Identifier: MIT
// Media types: whether a body is JSON and whether a client takes JSON (RFC 9110 8.3.1, 12.5.1).
#pragma once

#include <string_view>

namespace infobip_otp::sandbox {

// Content-Type. None counts as JSON; curl's default for --data does not. Parameters do not matter.
[[nodiscard]] bool is_json(std::string_view content_type);

// Accept, several header lines joined by commas. None takes everything. The closest range decides:
// application/json before application/*, that before */*; a weight of zero is a refusal.
[[nodiscard]] bool takes_json(std::string_view accept);

}  // namespace infobip_otp::sandbox
