// SPDX-License-Identifier: MIT
// Sandbox key: a key that infobip-otp-sandbox made. None of Infobip begins so.
#pragma once

#include <string_view>

namespace infobip_otp {

[[nodiscard]] constexpr bool is_sandbox_key(std::string_view key) {
    return key.starts_with("sandbox-");
}

}  // namespace infobip_otp
