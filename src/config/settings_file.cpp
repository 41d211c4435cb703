// SPDX-License-Identifier: MIT
// Settings file: lines, blocks and assignments.
#include "config/settings_file.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace infobip_otp {
namespace {

bool is_plain(char c) {
    return (c >= ' ' && c <= '~') || c == '\t';
}

// libpam makes service names lower case before a module sees them, and keeps what follows a slash.
bool is_service(std::string_view name) {
    return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.+@") ==
           std::string_view::npos;
}

const SettingsBlock* block_of(const std::vector<SettingsBlock>& blocks, std::string_view service) {
    for (const SettingsBlock& block : blocks)
        for (const std::string_view name : block.services)
            if (name == service) return &block;
    return nullptr;
}

Result<std::vector<std::string_view>> read_block_head(std::string_view line) {
    if (line.back() != ']') return Error{"the block's head does not end with ]"};
    auto words = split_words(line.substr(1, line.size() - 2), ",");
    if (words.empty() || words.front() != "service")
        return Error{"a block of this name is not known; write [service NAME ...]"};
    words.erase(words.begin());
    if (words.empty()) return Error{"the block names no service; write [service NAME ...]"};
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!is_service(words[i]))
            return Error{"a service is named as in /etc/pam.d, in lower case"};
        if (std::find(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(i), words[i]) !=
            words.begin() + static_cast<std::ptrdiff_t>(i))
            return Error{"service " + std::string(words[i]) + " is named twice"};
    }
    return words;
}

Result<void> open_block(std::vector<SettingsBlock>& blocks, std::string_view line,
                        unsigned number) {
    auto services = read_block_head(line);
    if (!services) return services.error();
    for (const std::string_view service : *services)
        if (const SettingsBlock* other = block_of(blocks, service))
            return Error{"service " + std::string(service) + " has a block already, in line " +
                         std::to_string(other->line)};
    blocks.push_back({std::move(*services), {}, number});
    return {};
}

Result<void> read_line(std::vector<SettingsBlock>& blocks, std::string_view line, unsigned number) {
    if (line.size() > longest_settings_line)
        return Error{"the line is longer than " + std::to_string(longest_settings_line) + " bytes"};
    if (line.find('\0') != std::string_view::npos) return Error{"the line holds a NUL byte"};
    line = trim(line);
    if (line.empty() || line.front() == '#') return {};
    if (line.front() == '[') return open_block(blocks, line, number);
    auto assignment = read_assignment(line);
    if (!assignment) return assignment.error();
    assignment->line = number;
    blocks.back().assignments.push_back(*assignment);
    return {};
}

}  // namespace

Result<Assignment> read_assignment(std::string_view text) {
    if (!std::all_of(text.begin(), text.end(), is_plain))
        return Error{"a byte that is not printable ASCII"};
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return Error{"no = found; write name = value"};
    const std::string_view name = trim(text.substr(0, equals));
    const std::string_view value = trim(text.substr(equals + 1));
    if (name.empty()) return Error{"no name before the =; write name = value"};
    if (value.empty()) return Error{"no value behind the =; remove the line to have the default"};
    if (value.front() == '#' || value.find(" #") != std::string_view::npos ||
        value.find("\t#") != std::string_view::npos)
        return Error{"a comment behind a value; write it in a line of its own"};
    return Assignment{name, value, 0};
}

Result<std::vector<SettingsBlock>> read_settings_text(std::string_view text,
                                                      const std::string& file) {
    std::vector<SettingsBlock> blocks(1);
    for (unsigned number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (auto read = read_line(blocks, line, number); !read)
            return Error{file + ":" + std::to_string(number) + ": " + read.error().message};
    }
    return blocks;
}

}  // namespace infobip_otp
