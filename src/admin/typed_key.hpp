// SPDX-License-Identifier: MIT
// Typed key: an API key that is handed to a command, never in an argument.
#pragma once

#include <string>
#include <string_view>

#include "infobip_otp/result.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp::admin {

// Whether somebody is there to type.
[[nodiscard]] bool is_at_a_terminal();

// From `file`, which only its owner may read; from a line of stdin where that is "-"; where it is
// empty typed behind `prompt`, hidden. An empty prompt as well: an empty key. The Error never
// quotes what was read.
Result<Secret> read_key(const std::string& file, std::string_view prompt);

}  // namespace infobip_otp::admin
