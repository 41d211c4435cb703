// SPDX-License-Identifier: MIT
// Completion: what bash reads to complete infobip-otp-sandbox, made from its tables.
#pragma once

#include <string>

namespace infobip_otp::sandbox {

[[nodiscard]] std::string bash_completion();

}  // namespace infobip_otp::sandbox
