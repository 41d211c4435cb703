// SPDX-License-Identifier: MIT
// Match blocks: for whom sshd's settings are others.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace infobip_otp::stack {

// One `Match` line of sshd_config(5).
struct MatchBlock {
    std::string file;
    unsigned line = 0;
    // In small letters, and its patterns as written: {"user", "alice,bob"}.
    std::vector<std::pair<std::string, std::string>> criteria;

    // "/etc/ssh/sshd_config:12"
    [[nodiscard]] std::string place() const { return file + ":" + std::to_string(line); }
    // "Match user alice"
    [[nodiscard]] std::string text() const;
};

// Those of the file and of what it includes; a file that cannot be read has none.
[[nodiscard]] std::vector<MatchBlock> read_match_blocks(const std::string& path);

// The pattern-list's first pattern that is not negated; "": there is none.
[[nodiscard]] std::string first_pattern(const std::string& patterns);

// A text that the pattern matches: "10.0.*" -> "10.0.1", "192.0.2.0/24" -> "192.0.2.0".
[[nodiscard]] std::string matching_text(const std::string& pattern);

}  // namespace infobip_otp::stack
