// SPDX-License-Identifier: MIT
// Hash: recovery codes as they are kept, by yescrypt of libcrypt; see crypt(5).
#pragma once

#include <string>

#include "infobip_otp/result.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp {

// "$y$j9T$...": yescrypt at its standard cost (5, about 20 ms) with a salt of 128 random bits.
Result<std::string> hash_code(const Secret& code);

enum class Comparison { same, different };

// Costs one yescrypt, whatever `hash` is.
Result<Comparison> compare_code(const Secret& code, const std::string& hash);

// A hash that no code has: comparing with it costs what comparing costs.
inline constexpr const char* nobodys_hash =
    "$y$j9T$0000000000000000000000$0000000000000000000000000000000000000000000";

}  // namespace infobip_otp
