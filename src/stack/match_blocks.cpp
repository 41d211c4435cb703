// SPDX-License-Identifier: MIT
// Reading sshd_config for its Match lines.
#include "stack/match_blocks.hpp"

#include <glob.h>

#include <algorithm>
#include <memory>

#include "base/text.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::stack {
namespace {

constexpr unsigned deepest_include = 16;  // of files that include files, as in sshd

struct FreeGlob {
    void operator()(glob_t* found) const { globfree(found); }
};

std::string in_small_letters(std::string_view text) {
    std::string small(text);
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return small;
}

std::vector<std::string> files_of(std::string_view pattern) {
    const std::string full =
        (pattern.starts_with('/') ? "" : "/etc/ssh/") + std::string(trim(pattern));
    glob_t names{};
    const std::unique_ptr<glob_t, FreeGlob> found(&names);
    if (glob(full.c_str(), 0, nullptr, &names) != 0) return {};
    return {names.gl_pathv, names.gl_pathv + names.gl_pathc};
}

void read(const std::string& path, unsigned depth, std::vector<MatchBlock>& blocks) {
    const auto text = read_text_file(path);
    if (!text || depth > deepest_include) return;
    unsigned number = 0;
    for (std::string_view rest = *text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        ++number;
        const auto words = split_words(line.substr(0, line.find('#')), "=\"");
        if (words.empty()) continue;
        const std::string keyword = in_small_letters(words[0]);
        if (keyword == "include") {
            for (std::size_t i = 1; i < words.size(); ++i)
                for (const std::string& file : files_of(words[i])) read(file, depth + 1, blocks);
        } else if (keyword == "match") {
            MatchBlock block{path, number, {}};
            for (std::size_t i = 1; i + 1 < words.size(); i += 2)
                block.criteria.emplace_back(in_small_letters(words[i]), words[i + 1]);
            blocks.push_back(std::move(block));
        }
    }
}

}  // namespace

std::string MatchBlock::text() const {
    std::string text = "Match";
    for (const auto& [name, patterns] : criteria) text += " " + name + " " + patterns;
    return criteria.empty() ? text + " all" : text;
}

std::vector<MatchBlock> read_match_blocks(const std::string& path) {
    std::vector<MatchBlock> blocks;
    read(path, 0, blocks);
    return blocks;
}

std::string first_pattern(const std::string& patterns) {
    for (const std::string_view one : split_words(patterns, ","))
        if (!one.starts_with('!')) return std::string(one);
    return "";
}

std::string matching_text(const std::string& pattern) {
    std::string text = pattern.substr(0, pattern.find('/'));
    for (char& c : text)
        if (c == '*' || c == '?') c = '1';
    return text;
}

}  // namespace infobip_otp::stack
