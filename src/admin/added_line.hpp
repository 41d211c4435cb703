// SPDX-License-Identifier: MIT
// Added line: a file of PAM with our line behind its last line of auth.
#pragma once

#include <optional>
#include <string>

namespace infobip_otp::admin {

// Behind the last `auth` line, or the @include of a file whose name ends in "auth". nullopt: there
// is none. Whether the stack is sound with it is for doctor to say.
[[nodiscard]] std::optional<std::string> with_our_line(const std::string& text);

}  // namespace infobip_otp::admin
