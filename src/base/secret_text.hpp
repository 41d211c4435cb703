// SPDX-License-Identifier: MIT
// Joining secrets without leaving a copy behind.
#pragma once

#include <cstring>
#include <initializer_list>
#include <string>
#include <string_view>

#include "infobip_otp/secret.hpp"

namespace infobip_otp {

// All parts behind one another. The buffer in between is as large as needed from the start (growing
// would leave parts of it on the heap) and is overwritten.
[[nodiscard]] inline Secret join_secret(std::initializer_list<std::string_view> parts) {
    std::size_t size = 0;
    for (const std::string_view part : parts) size += part.size();
    std::string text;
    text.reserve(size);
    for (const std::string_view part : parts) text.append(part);
    Secret joined(text);
    explicit_bzero(text.data(), text.size());
    return joined;
}

}  // namespace infobip_otp
