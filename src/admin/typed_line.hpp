// SPDX-License-Identifier: MIT
// Typed line: an answer of the person at the terminal, shown while it is typed or not.
#pragma once

#include <optional>
#include <string_view>

#include "infobip_otp/secret.hpp"

namespace infobip_otp::admin {

enum class Echo { on, off };

// `prompt` on stderr, then one line of stdin without its LF; nullopt: the input is at its end.
// Bytes behind the line stay where they are, nothing is kept in a buffer of stdio. With Echo::off a
// terminal shows nothing, and is as before when a signal stops or ends this process meanwhile.
[[nodiscard]] std::optional<Secret> read_typed_line(std::string_view prompt, Echo echo);

}  // namespace infobip_otp::admin
