// SPDX-License-Identifier: MIT
// Settings file: its lines, before anybody asks what the names mean.
//
//     # a comment stands in a line of its own
//     name = value
//     [service sshd sudo]
//     name = value
//
// A line ends with LF or CRLF and is at most 4 KiB long. Blanks and tabs around names and values do
// not count. A value is printable ASCII without " #": a comment behind a value would become part
// of it. No includes, no continued lines, no escapes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "infobip_otp/result.hpp"

namespace infobip_otp {

inline constexpr std::size_t longest_settings_line = 4096;

struct Assignment {
    std::string_view name;
    std::string_view value;
    unsigned line = 0;  // from 1; of a module argument: its place on the PAM line
};

// The lines under one [service ...]; the first block of a file has no services: it is what stands
// above all of those.
struct SettingsBlock {
    std::vector<std::string_view> services;
    std::vector<Assignment> assignments;
    unsigned line = 0;
};

// Everything refers to `text`. The Error begins with "FILE:LINE: " and never quotes a value.
Result<std::vector<SettingsBlock>> read_settings_text(std::string_view text,
                                                      const std::string& file);

// "name=value", as a line or as a module argument, with the rules above.
Result<Assignment> read_assignment(std::string_view text);

}  // namespace infobip_otp
