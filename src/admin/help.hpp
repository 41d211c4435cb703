// SPDX-License-Identifier: MIT
// Help: the pages of the tool, made from its table.
#pragma once

#include <string>
#include <string_view>

#include "admin/command.hpp"

namespace infobip_otp::admin {

// `words`: "" for the whole table, "recovery" for the commands that begin so, "recovery new" for
// one. Words that no command begins with get the whole table.
[[nodiscard]] std::string help_page(CommandTable table, std::string_view words);

}  // namespace infobip_otp::admin
