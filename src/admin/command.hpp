// SPDX-License-Identifier: MIT
// Command: one row of the tool's table.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace infobip_otp::admin {

// What was typed behind the command's name.
struct Invocation {
    std::vector<std::string> arguments;
    std::string conf;  // --conf FILE; empty: the usual settings file
    // Those of the command's own options that were typed: "--user" -> "alice", "--json" -> "".
    std::map<std::string, std::string, std::less<>> options = {};

    [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
    // "": it was not typed.
    [[nodiscard]] std::string value(std::string_view option) const {
        const auto found = options.find(option);
        return found == options.end() ? "" : found->second;
    }
};

// An option of one command.
struct CommandOption {
    std::string_view name;   // "--user"
    std::string_view value;  // what stands behind it: "NAME"; "": nothing
    std::string_view what;
};

struct Command {
    std::string_view name;       // "recovery new": one word or two
    std::string_view arguments;  // as the synopsis shows them: "ACCOUNT"
    std::size_t least = 0;       // how many arguments it takes
    std::size_t most = 0;
    std::string_view what;                     // one line, for the list
    std::string_view details;                  // more of it, for its own page
    int (*run)(const Invocation& invocation);  // returns the exit status, see sysexits.h
    std::span<const CommandOption> options = {};
    std::string_view group = {};  // under which heading of the list; commands of one lie together
    std::string_view statuses = {};  // its exit statuses, where they are not those of all
};

using CommandTable = std::span<const Command>;

}  // namespace infobip_otp::admin
