// SPDX-License-Identifier: MIT
// shown_name(): an account's name as a terminal may see it.
#pragma once

#include <string>
#include <string_view>

#include "base/text.hpp"

namespace infobip_otp::admin {

// Returns the name without what printable() takes out, at most 64 characters.
[[nodiscard]] inline std::string shown_name(std::string_view name) {
    return printable(name, 64);
}

}  // namespace infobip_otp::admin
