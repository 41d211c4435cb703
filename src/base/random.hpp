// SPDX-License-Identifier: MIT
// Random: bytes from getrandom(2), the only source.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "infobip_otp/result.hpp"

namespace infobip_otp {

Result<void> fill_random(std::span<std::byte> bytes);

// `bytes` random bytes as upper-case hexadecimal digits.
Result<std::string> random_hex(std::size_t bytes);

}  // namespace infobip_otp
