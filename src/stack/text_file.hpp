// SPDX-License-Identifier: MIT
// Text file: what it holds, and its lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace infobip_otp::stack {

// nullopt: there is no regular file of this name that can be read. At most 1 MiB of it.
[[nodiscard]] std::optional<std::string> read_text_file(const std::string& path);

// A line, joined by a blank with the next where it ends in a backslash.
struct TextLine {
    std::string text;
    unsigned number = 0;  // of the first of them, from 1
};

[[nodiscard]] std::vector<TextLine> joined_lines(std::string_view text);

}  // namespace infobip_otp::stack
