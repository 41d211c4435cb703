// SPDX-License-Identifier: MIT
// API key: read from its own file (docs/infobip-contract.md section 10.2).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "infobip_otp/result.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp {

inline constexpr std::size_t longest_api_key = 511;  // what link/records.hpp holds

// The key in `path`, a trusted file that only its owner can read (base/file.hpp), without white
// space around it. The Error names the file, never the key.
Result<Secret> load_api_key(const std::string& path);

// The same of a text that came another way; `where` stands in the Error.
Result<Secret> check_api_key(std::string_view text, const std::string& where);

}  // namespace infobip_otp
