// SPDX-License-Identifier: MIT
// Command line.
#include "admin/command_line.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace infobip_otp::admin {
namespace {

// Options apart from the words between them.
struct Sorted {
    std::vector<std::string> words;
    std::string conf;
    bool help = false;
    bool version = false;
};

Result<Sorted> sort_out(const std::vector<std::string>& typed) {
    Sorted sorted;
    for (std::size_t i = 0; i < typed.size(); ++i) {
        const std::string& word = typed[i];
        if (word == "--") {
            sorted.words.insert(sorted.words.end(), typed.begin() + static_cast<long>(i) + 1,
                                typed.end());
            return sorted;
        }
        if (word == "--help" || word == "-h") {
            sorted.help = true;
        } else if (word == "--version") {
            sorted.version = true;
        } else if (word == "--conf") {
            if (++i == typed.size()) return Error{"--conf needs a FILE behind it"};
            sorted.conf = typed[i];
        } else if (word.starts_with("--conf=")) {
            sorted.conf = word.substr(7);
        } else if (word.starts_with("-") && word != "-") {
            return Error{"there is no option " + printable(word, 40) + "; see infobip-otp --help"};
        } else {
            sorted.words.push_back(word);
        }
    }
    return sorted;
}

// How many of `words` the command's name takes up; 0: it is another command.
std::size_t words_of(const Command& command, const std::vector<std::string>& words) {
    const auto name = split_words(command.name);
    if (name.size() > words.size()) return 0;
    return std::equal(name.begin(), name.end(), words.begin()) ? name.size() : 0;
}

Error unknown(CommandTable table, const std::vector<std::string>& words) {
    if (words.empty()) return Error{"a command is missing; see infobip-otp --help"};
    const std::string first = printable(words[0], 40);
    for (const Command& command : table)
        if (command.name.starts_with(words[0] + " "))
            return Error{first + " what? See infobip-otp " + first + " --help"};
    return Error{"there is no command " + first + "; see infobip-otp --help"};
}

}  // namespace

Result<CommandLine> read_command_line(CommandTable table, const std::vector<std::string>& typed) {
    auto sorted = sort_out(typed);
    if (!sorted) return sorted.error();
    if (sorted->version) return CommandLine(VersionWanted{});
    auto& words = sorted->words;
    if (sorted->help) {
        HelpWanted help;
        for (const std::string& word : words) help.words += (help.words.empty() ? "" : " ") + word;
        return CommandLine(help);
    }
    for (const Command& command : table) {
        const std::size_t taken = words_of(command, words);
        if (taken == 0) continue;
        words.erase(words.begin(), words.begin() + static_cast<long>(taken));
        const std::string usage = "; usage: infobip-otp " + std::string(command.name) + " " +
                                  std::string(command.arguments);
        if (words.size() < command.least) return Error{"too few arguments" + usage};
        if (words.size() > command.most) return Error{"too many arguments" + usage};
        return CommandLine(CommandWanted{&command, {std::move(words), std::move(sorted->conf)}});
    }
    return unknown(table, words);
}

}  // namespace infobip_otp::admin
