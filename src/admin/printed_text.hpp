// SPDX-License-Identifier: MIT
// Printed text: what the commands say to a person, at the width of the terminal.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>

namespace infobip_otp::admin {

// Lines of more than `width` columns are broken at blanks. What follows stands below the last
// column that the line begins with (an indent, a name and two blanks, an arrow). A word that is
// longer than the width stays whole, and so does each line of a diff. Escape sequences take no
// room.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width);

// Wrapped where `to` is a terminal, as it is elsewhere.
void print_text(std::string_view text, std::FILE* to = stdout);

}  // namespace infobip_otp::admin
