// SPDX-License-Identifier: MIT
// Sudoers: the rules of sudo that ask nobody for anything.
#pragma once

#include <string>
#include <vector>

#include "stack/finding.hpp"

namespace infobip_otp::stack {

// A rule that lets sudo pass without PAM's auth lines.
struct OpenRule {
    std::string file;
    unsigned line = 0;
    std::string text;
};

struct SudoRules {
    std::vector<OpenRule> open;
    std::vector<std::string> unread;  // files that may hold more of them
};

// NOPASSWD, !authenticate and exempt_group in `path` and what it includes, by the lines of
// sudoers(5): comments, continued lines, @include, @includedir and their old forms with "#".
[[nodiscard]] SudoRules read_sudo_rules(const std::string& path);

[[nodiscard]] std::vector<Finding> judge_sudo(const SudoRules& rules);

}  // namespace infobip_otp::stack
