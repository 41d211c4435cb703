// SPDX-License-Identifier: MIT
// Command line: which command of the table was asked for, and with what.
#pragma once

#include <variant>

#include "admin/command.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

// --help or `help`, alone or with a command: "recovery new", the word that several begin with:
// "recovery", or "".
struct HelpWanted {
    std::string words;
};

struct VersionWanted {};

struct CommandWanted {
    const Command* command = nullptr;
    Invocation invocation;
};

using CommandLine = std::variant<HelpWanted, VersionWanted, CommandWanted>;

// Options may stand anywhere; behind "--" everything is an argument. The Error is one sentence on
// what is wrong, with what to type instead.
Result<CommandLine> read_command_line(CommandTable table, const std::vector<std::string>& words);

}  // namespace infobip_otp::admin
