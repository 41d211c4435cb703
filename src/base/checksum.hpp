// SPDX-License-Identifier: MIT
// Checksum: CRC-32 as in ISO 3309 and RFC 1952, against accidents; no guard against a forger.
#pragma once

#include <cstdint>
#include <string_view>

namespace infobip_otp {

[[nodiscard]] std::uint32_t checksum(std::string_view bytes);

}  // namespace infobip_otp
