// SPDX-License-Identifier: MIT
// is_digit(): one of the ten ASCII digits, in whatever locale the host runs.
#pragma once

namespace infobip_otp {

[[nodiscard]] constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace infobip_otp
