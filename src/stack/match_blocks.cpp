// SPDX-License-Identifier: MIT
// Reading sshd_config for its Match lines.
#include "stack/match_blocks.hpp"

#include <arpa/inet.h>
#include <fnmatch.h>
#include <glob.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::stack {
namespace {

constexpr unsigned deepest_include = 16;  // of files that include files, as in sshd
// AcceptEnv is one of the few settings that add up over all blocks that are met.
constexpr std::string_view mark = "INFOBIP_OTP_BLOCK_";

struct FreeGlob {
    void operator()(glob_t* found) const { globfree(found); }
};

std::string in_small_letters(std::string_view text) {
    std::string small(text);
    for (char& c : small)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return small;
}

std::vector<std::string> files_of(const std::string& pattern) {
    const std::string full = (pattern.starts_with('/') ? "" : "/etc/ssh/") + pattern;
    glob_t names{};
    const std::unique_ptr<glob_t, FreeGlob> found(&names);
    if (glob(full.c_str(), 0, nullptr, &names) != 0) return {};
    return {names.gl_pathv, names.gl_pathv + names.gl_pathc};
}

// As sshd's strdelim(): words between blanks and "=", or in quotes, up to a comment.
std::vector<std::string> words_of(std::string_view line) {
    std::vector<std::string> words;
    while (true) {
        while (!line.empty() && (is_space(line.front()) || line.front() == '='))
            line.remove_prefix(1);
        if (line.empty() || line.front() == '#') return words;
        const bool is_quoted = line.front() == '"';
        if (is_quoted) line.remove_prefix(1);
        const std::size_t end =
            std::min(line.find_first_of(is_quoted ? "\"" : " \t\r\f\v=\""), line.size());
        words.emplace_back(line.substr(0, end));
        line.remove_prefix(std::min(end + (is_quoted ? 1 : 0), line.size()));
    }
}

std::vector<std::string_view> patterns_of(std::string_view list) {
    std::vector<std::string_view> patterns;
    while (!list.empty()) {
        const std::size_t end = std::min(list.find(','), list.size());
        if (end > 0) patterns.push_back(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return patterns;
}

// The last address but one of a network: its first ones may be left out by another pattern.
std::optional<std::string> last_address(const std::string& address, std::string_view bits) {
    const int family = address.find(':') == std::string::npos ? AF_INET : AF_INET6;
    unsigned char bytes[16] = {};
    const auto fixed = parse_unsigned(bits);
    const std::size_t size = family == AF_INET ? 4 : 16;
    if (!fixed || *fixed >= size * 8 || inet_pton(family, address.c_str(), bytes) != 1)
        return std::nullopt;
    for (std::size_t bit = *fixed; bit + 1 < size * 8; ++bit)
        bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] | (0x80U >> (bit % 8)));
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(family, bytes, text, sizeof text);
    return std::string(text);
}

class BlockReader {
  public:
    void read(const std::string& path, unsigned depth, const MatchBlock* around) {
        const auto text = read_text_file(path);
        if (!text || depth > deepest_include) return;
        unsigned number = 0;
        MatchBlock open = around == nullptr ? MatchBlock() : *around;
        bool is_open = around != nullptr;
        for (std::string_view rest = *text; !rest.empty();) {
            const std::size_t end = std::min(rest.find('\n'), rest.size());
            const auto words = words_of(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            ++number;
            if (words.empty()) continue;
            const std::string keyword = in_small_letters(words[0]);
            if (keyword == "include") {
                for (std::size_t i = 1; i < words.size(); ++i)
                    for (const std::string& file : files_of(words[i]))
                        read(file, depth + 1, is_open ? &open : nullptr);
            } else if (keyword == "match") {
                open = block(path, number, words, around);
                is_open = true;
                blocks.push_back(open);
            }
        }
    }

    std::vector<MatchBlock> blocks;

  private:
    static MatchBlock block(const std::string& path, unsigned number,
                            const std::vector<std::string>& words, const MatchBlock* around) {
        MatchBlock one{path, number, "", {}};
        if (around != nullptr && !around->criteria.empty()) {
            one.written = around->written;
            one.criteria = around->criteria;
        }
        // "all" stands alone, and adds nothing to those around.
        for (std::size_t i = 1; i + 1 < words.size(); i += 2) {
            one.criteria.emplace_back(in_small_letters(words[i]), words[i + 1]);
            const bool plain = words[i + 1].find_first_of(" \t=#") == std::string::npos;
            const std::string quote = plain ? "" : "\"";
            add(one.written, words[i] + " " + quote + words[i + 1] + quote);
        }
        const bool is_odd = words.size() % 2 == 0;
        if (is_odd && in_small_letters(words.back()) != "all") add(one.written, words.back());
        if (one.written.empty()) one.written = "all";
        return one;
    }

    static void add(std::string& text, const std::string& more) {
        text += (text.empty() ? "" : " ") + more;
    }
};

}  // namespace

std::vector<MatchBlock> read_match_blocks(const std::string& path) {
    BlockReader reader;
    reader.read(path, 0, nullptr);
    return std::move(reader.blocks);
}

std::string probing_settings(const std::vector<MatchBlock>& blocks, std::string_view general) {
    std::string text;
    while (!general.empty()) {
        const std::size_t end = std::min(general.find('\n'), general.size());
        if (general.starts_with("hostkey ")) text += std::string(general.substr(0, end)) + "\n";
        general.remove_prefix(std::min(end + 1, general.size()));
    }
    for (std::size_t i = 0; i < blocks.size(); ++i)
        text += blocks[i].text() + "\nAcceptEnv " + std::string(mark) + std::to_string(i) + "\n";
    return text;
}

std::set<std::size_t> met_blocks(std::string_view printed) {
    std::set<std::size_t> numbers;
    for (const std::string_view word : split_words(printed))
        if (word.starts_with(mark))
            if (const auto number = parse_unsigned(word.substr(mark.size())))
                numbers.insert(static_cast<std::size_t>(*number));
    return numbers;
}

bool takes(const std::string& patterns, const std::string& text) {
    bool taken = false;
    for (const std::string_view one : patterns_of(patterns)) {
        const bool is_negated = one.starts_with('!');
        const std::string pattern(one.substr(is_negated ? 1 : 0));
        if (fnmatch(pattern.c_str(), text.c_str(), 0) != 0) continue;
        if (is_negated) return false;
        taken = true;
    }
    return taken;
}

std::vector<std::string> likely_texts(const std::string& patterns) {
    std::vector<std::string> plain;
    std::vector<std::string> made;
    for (const std::string_view one : patterns_of(patterns)) {
        if (one.starts_with('!')) continue;
        std::string text(one.substr(0, one.find('/')));
        const bool is_plain = text.size() == one.size() && text.find_first_of("*?") == text.npos;
        if (text.size() < one.size())
            if (const auto last = last_address(text, one.substr(text.size() + 1)))
                made.push_back(*last);
        for (char& c : text)
            if (c == '*' || c == '?') c = '1';
        (is_plain ? plain : made).push_back(std::move(text));
    }
    plain.insert(plain.end(), made.begin(), made.end());
    return plain;
}

}  // namespace infobip_otp::stack
