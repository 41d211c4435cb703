// SPDX-License-Identifier: MIT
// Match blocks: for whom sshd's settings are others.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infobip_otp::stack {

// One `Match` line of sshd_config(5), with those that it stands in by an Include: all must hold.
struct MatchBlock {
    std::string file;
    unsigned line = 0;
    std::string written;  // "User alice,bob LocalPort 22", quotes and all
    // In small letters, and its patterns without quotes: {"user", "alice,bob"}.
    std::vector<std::pair<std::string, std::string>> criteria;

    // "/etc/ssh/sshd_config:12"
    [[nodiscard]] std::string place() const { return file + ":" + std::to_string(line); }
    [[nodiscard]] std::string text() const { return "Match " + written; }
};

// Those of the file and of what it includes; a file that cannot be read has none.
[[nodiscard]] std::vector<MatchBlock> read_match_blocks(const std::string& path);

// Settings under which `sshd -T -C` says which of the blocks a connection meets. sshd itself reads
// their criteria. `general`: what `sshd -T` printed, for its host keys.
[[nodiscard]] std::string probing_settings(const std::vector<MatchBlock>& blocks,
                                           std::string_view general);

// The numbers of those that were met, from what sshd printed under these settings.
[[nodiscard]] std::set<std::size_t> met_blocks(std::string_view printed);

// Whether the pattern-list takes the text, by "*", "?" and "!" of ssh_config(5).
[[nodiscard]] bool takes(const std::string& patterns, const std::string& text);

// Texts that the pattern-list may take, its plain ones first: "10.0.*" -> "10.0.1",
// "192.0.2.0/24" -> "192.0.2.0". Each is still to be tried.
[[nodiscard]] std::vector<std::string> likely_texts(const std::string& patterns);

}  // namespace infobip_otp::stack
