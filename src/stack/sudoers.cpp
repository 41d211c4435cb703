// SPDX-License-Identifier: MIT
// Reading of sudo's rules.
#include "stack/sudoers.hpp"

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::stack {
namespace {

constexpr unsigned deepest_sudoers = 128;  // as sudo has it

// "#include" is none of the comments, nor is "#1000", a uid.
std::string_view without_comment(std::string_view line) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool escaped = i > 0 && line[i - 1] == '\\';
        const bool uid = i + 1 < line.size() && line[i + 1] >= '0' && line[i + 1] <= '9';
        if (line[i] == '#' && !escaped && !uid) return line.substr(0, i);
    }
    return line;
}

// The path behind one of the words; empty: the line is none of these.
std::string included(std::string_view line, std::string_view word) {
    line = trim(line);
    if (line.size() < word.size() + 2 || (line[0] != '#' && line[0] != '@')) return "";
    if (line.substr(1, word.size()) != word || !is_space(line[word.size() + 1])) return "";
    std::string_view path = trim(line.substr(word.size() + 1));
    if (path.starts_with('"') && path.ends_with('"') && path.size() > 1)
        path = path.substr(1, path.size() - 2);
    return std::string(path);
}

// sudo takes blanks nearly everywhere: "NOPASSWD : ALL".
bool is_open(std::string_view line) {
    std::string squeezed;
    for (const char c : line)
        if (!is_space(c)) squeezed += c;
    const auto has = [&](const char* what) { return squeezed.find(what) != std::string::npos; };
    return has("NOPASSWD:") ||
           (squeezed.starts_with("Defaults") && (has("!authenticate") || has("exempt_group=")));
}

class SudoersReader {
  public:
    void read(const std::string& path, unsigned depth) {
        const auto text = depth > deepest_sudoers ? std::nullopt : read_text_file(path);
        if (!text) return rules.unread.push_back(path);
        for (const TextLine& line : joined_lines(*text)) {
            const std::string folder = included(line.text, "includedir");
            const std::string file = included(line.text, "include");
            if (!folder.empty())
                read_folder(folder, depth + 1);
            else if (!file.empty())
                read(beside(path, file), depth + 1);
            else if (is_open(without_comment(line.text)))
                rules.open.push_back(
                    {path, line.number, std::string(trim(without_comment(line.text)))});
        }
    }

    SudoRules rules;

  private:
    static std::string beside(const std::string& path, const std::string& file) {
        if (file.starts_with('/')) return file;
        return (std::filesystem::path(path).parent_path() / file).string();
    }

    // sudo leaves out names with a dot and those that end in "~".
    void read_folder(const std::string& folder, unsigned depth) {
        std::vector<std::string> names;
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
            const std::string name = entry.path().filename().string();
            if (name.find('.') == std::string::npos && !name.ends_with('~')) names.push_back(name);
        }
        std::sort(names.begin(), names.end());
        for (const std::string& name : names) read(folder + "/" + name, depth);
    }
};

}  // namespace

SudoRules read_sudo_rules(const std::string& path) {
    SudoersReader reader;
    reader.read(path, 0);
    return std::move(reader.rules);
}

std::vector<Finding> judge_sudo(const SudoRules& rules) {
    std::vector<Finding> findings;
    for (const std::string& file : rules.unread)
        findings.push_back({"sudo.not-read", Level::warning, "sudo", file,
                            "This file of sudo's rules cannot be read: whom it asks for nothing is "
                            "not known.",
                            "Run this as root, and see that the file is there."});
    for (const OpenRule& rule : rules.open)
        findings.push_back({"sudo.no-password", Level::warning, "sudo",
                            rule.file + ":" + std::to_string(rule.line),
                            "\"" + rule.text + "\": asks for no password and no code.",
                            "Remove NOPASSWD (or !authenticate, exempt_group) where a code is "
                            "wanted."});
    return findings;
}

}  // namespace infobip_otp::stack
