// SPDX-License-Identifier: MIT
// Time words: waits and days as the administrator reads them.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace infobip_otp::admin {

// "now", "59s", "12m 40s", "3h 5m", "2d 1h": the two largest units.
[[nodiscard]] std::string wait_words(std::chrono::seconds wait);

// "2026-11-22 14:03 UTC".
[[nodiscard]] std::string moment_words(std::chrono::sys_seconds when);

// Days since 1970-01-01 as "2026-11-22" (UTC).
[[nodiscard]] std::string day_words(std::uint32_t day);

}  // namespace infobip_otp::admin
