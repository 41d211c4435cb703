// SPDX-License-Identifier: MIT
// Control: the commands behind the control socket, as one table.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "infobip_otp/result.hpp"
#include "sandbox/api.hpp"

namespace infobip_otp::sandbox {

struct Controlled {
    Provider& provider;
    Api& api;
    Faults& faults;
};

using Words = std::vector<std::string>;

struct Command {
    std::string_view name;       // "messages list"
    std::string_view arguments;  // as --help shows them
    std::size_t fewest;
    std::size_t most;
    std::string_view help;
    Result<std::string> (*run)(Controlled& controlled, const Words& arguments);
};

[[nodiscard]] std::span<const Command> command_table();

// What a command prints, or why it failed. `words` is the command and its arguments.
Result<std::string> run_command(Controlled& controlled, const Words& words);

}  // namespace infobip_otp::sandbox
