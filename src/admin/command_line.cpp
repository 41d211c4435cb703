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
    std::map<std::string, std::string, std::less<>> options;
    bool help = false;
    bool version = false;
};

// An option of this name has the same form in every command that has one.
const CommandOption* find_option(CommandTable table, std::string_view name) {
    for (const Command& command : table)
        for (const CommandOption& option : command.options)
            if (option.name == name) return &option;
    return nullptr;
}

// One of the commands' own options, and what stands behind it. `next`: where that would be typed.
Result<void> take_option(CommandTable table, const std::string& word,
                         const std::vector<std::string>& typed, std::size_t& next, Sorted& sorted) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals);
    const CommandOption* option = find_option(table, name);
    const std::string shown = printable(name, 40);
    if (option == nullptr) return Error{"there is no option " + shown + "; see infobip-otp --help"};
    if (sorted.options.contains(name)) return Error{shown + " is given twice"};
    std::string& value = sorted.options[name];
    if (option->value.empty()) {
        if (equals != std::string::npos) return Error{shown + " takes no value"};
        return {};
    }
    if (equals != std::string::npos) {
        value = word.substr(equals + 1);
    } else {
        if (++next == typed.size())
            return Error{shown + " needs a " + std::string(option->value) + " behind it"};
        value = typed[next];
    }
    return {};
}

Result<Sorted> sort_out(CommandTable table, const std::vector<std::string>& typed) {
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
            if (auto taken = take_option(table, word, typed, i, sorted); !taken)
                return taken.error();
        } else {
            sorted.words.push_back(word);
        }
    }
    return sorted;
}

// How many of `words` the command's name takes up; 0: it is another command.
std::size_t words_taken_by(const Command& command, const std::vector<std::string>& words) {
    const auto name = split_words(command.name);
    if (name.size() > words.size()) return 0;
    return std::equal(name.begin(), name.end(), words.begin()) ? name.size() : 0;
}

bool has_option(const Command& command, std::string_view name) {
    return std::any_of(command.options.begin(), command.options.end(),
                       [&](const CommandOption& option) { return option.name == name; });
}

Error unknown(CommandTable table, const std::vector<std::string>& words) {
    if (words.empty()) return Error{"a command is missing; see infobip-otp --help"};
    const std::string first = printable(words[0], 40);
    for (const Command& command : table)
        if (command.name.starts_with(words[0] + " "))
            return Error{first + " what? See infobip-otp " + first + " --help"};
    return Error{"there is no command " + first + "; see infobip-otp --help"};
}

// The page of a command, whatever else is typed behind it that it takes, or of those that begin
// alike.
Result<CommandLine> read_help(CommandTable table, const std::vector<std::string>& words) {
    if (words.empty()) return CommandLine(HelpWanted{});
    for (const Command& command : table) {
        const std::size_t taken = words_taken_by(command, words);
        if (taken == 0) continue;
        if (words.size() - taken > command.most)
            return Error{"too many arguments; see infobip-otp " + std::string(command.name) +
                         " --help"};
        return CommandLine(HelpWanted{std::string(command.name)});
    }
    const bool is_group =
        words.size() == 1 && std::any_of(table.begin(), table.end(), [&](const Command& command) {
            return command.name.starts_with(words[0] + " ");
        });
    if (is_group) return CommandLine(HelpWanted{words[0]});
    return unknown(table, words);
}

}  // namespace

Result<CommandLine> read_command_line(CommandTable table, const std::vector<std::string>& typed) {
    auto sorted = sort_out(table, typed);
    if (!sorted) return sorted.error();
    if (sorted->version) return CommandLine(VersionWanted{});
    auto& words = sorted->words;
    if (!words.empty() && words[0] == "help") {
        words.erase(words.begin());
        sorted->help = true;
    }
    if (sorted->help) return read_help(table, words);
    for (const Command& command : table) {
        const std::size_t taken = words_taken_by(command, words);
        if (taken == 0) continue;
        words.erase(words.begin(), words.begin() + static_cast<long>(taken));
        const std::string usage = "; usage: infobip-otp " + std::string(command.name) +
                                  (command.arguments.empty() ? "" : " ") +
                                  std::string(command.arguments);
        if (words.size() < command.least) return Error{"too few arguments" + usage};
        if (words.size() > command.most) return Error{"too many arguments" + usage};
        for (const auto& [name, value] : sorted->options)
            if (!has_option(command, name))
                return Error{std::string(command.name) + " has no option " + name + usage};
        return CommandLine(CommandWanted{
            &command, {std::move(words), std::move(sorted->conf), std::move(sorted->options)}});
    }
    return unknown(table, words);
}

}  // namespace infobip_otp::admin
