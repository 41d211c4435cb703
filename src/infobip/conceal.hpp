// SPDX-License-Identifier: MIT
// conceal(): a secret that the server repeats does not get into a detail text.
#pragma once

#include <string>
#include <string_view>

namespace infobip_otp {

// `text` with "***" in place of each `secret`. What is shorter than four bytes is no secret: it
// would blot out half of the text.
[[nodiscard]] inline std::string conceal(std::string text, std::string_view secret) {
    if (secret.size() < 4) return text;
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos;)
        text.replace(at, secret.size(), "***");
    return text;
}

}  // namespace infobip_otp
