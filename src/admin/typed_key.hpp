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
// empty asked for, see ask_for_key. An empty prompt as well: an empty key. The Error never
// quotes what was read.
Result<Secret> read_key(const std::string& file, std::string_view prompt);

enum class Empty { is_asked_again, is_an_answer };

// Typed behind `prompt`, hidden. What is no key is asked for again, twice. An empty key is returned
// where an empty line is an answer.
Result<Secret> ask_for_key(std::string_view prompt, Empty empty);

}  // namespace infobip_otp::admin
