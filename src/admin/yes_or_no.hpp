// SPDX-License-Identifier: MIT
// Yes or no: a question before something is changed.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "infobip_otp/secret.hpp"

namespace infobip_otp::admin {

// What was typed: y, yes, n or no, in any case and between blanks; nullopt: neither.
[[nodiscard]] std::optional<bool> yes_or_no(std::string_view typed);

// Whether yes was typed. `ask` puts the question and returns the line, or nullopt at the end of the
// input, which is a no. What is neither is asked again, twice.
[[nodiscard]] bool is_agreed(const std::function<std::optional<Secret>()>& ask);

}  // namespace infobip_otp::admin
