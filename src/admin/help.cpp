// SPDX-License-Identifier: MIT
// Help.
#include "admin/help.hpp"

#include <algorithm>
#include <vector>

namespace infobip_otp::admin {
namespace {

constexpr std::string_view common_options =
    "\nOptions:\n"
    "  --conf FILE   read FILE instead of /etc/infobip-otp/infobip-otp.conf\n"
    "  --help        this page, or that of a command\n"
    "  --version     the version\n";

constexpr std::string_view examples =
    "\nExamples:\n"
    "  infobip-otp try --sandbox --user alice       a login, without settings and Infobip\n"
    "  infobip-otp setup                            asks for two keys, then writes settings\n"
    "  infobip-otp user add alice +41793026727      a code proves the phone\n"
    "  infobip-otp doctor sudo sshd                 before and after each change of PAM\n"
    "  infobip-otp explain --reference 7F3A2C       why somebody did not get in\n";

constexpr std::string_view exit_status =
    "\nExit status: 0 well, 64 wrong usage, 65 wrong value, 66 no input, 67 no such account,\n"
    "69 Infobip out of reach, 74 files or output, 75 try later, 76 not understood,\n"
    "77 not allowed, 78 settings.\n";

std::string synopsis(const Command& command) {
    std::string text(command.name);
    if (!command.options.empty()) text += " [OPTION...]";
    if (!command.arguments.empty()) text += " " + std::string(command.arguments);
    return text;
}

std::string list_of(const std::vector<const Command*>& commands) {
    std::size_t width = 0;
    for (const Command* command : commands) width = std::max(width, synopsis(*command).size());
    std::string text;
    std::string_view group;
    for (const Command* command : commands) {
        if (command->group != group) text += "  " + std::string(command->group) + "\n";
        group = command->group;
        std::string line = "    " + synopsis(*command);
        line.resize(width + 6, ' ');
        text += line + std::string(command->what) + "\n";
    }
    return text;
}

std::string own_options(const Command& command) {
    std::size_t width = 0;
    const auto form = [](const CommandOption& option) {
        return std::string(option.name) + (option.value.empty() ? "" : " ") +
               std::string(option.value);
    };
    for (const CommandOption& option : command.options)
        width = std::max(width, form(option).size());
    std::string text;
    for (const CommandOption& option : command.options) {
        std::string line = "  " + form(option);
        line.resize(width + 5, ' ');
        text += line + std::string(option.what) + "\n";
    }
    return text.empty() ? text : "\nOptions of this command:\n" + text;
}

std::string page_of(const Command& command) {
    std::string sentence(command.what);
    sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
    return "Usage: infobip-otp [--conf FILE] " + synopsis(command) + "\n\n" + sentence + ".\n" +
           std::string(command.details) + own_options(command) + std::string(common_options) +
           (command.statuses.empty() ? std::string(exit_status)
                                     : "\nExit status: " + std::string(command.statuses) + "\n");
}

}  // namespace

std::string help_page(CommandTable table, std::string_view words) {
    std::vector<const Command*> matching;
    std::vector<const Command*> all;
    for (const Command& command : table) {
        if (command.name == words) return page_of(command);
        if (command.name.starts_with(std::string(words) + " ")) matching.push_back(&command);
        all.push_back(&command);
    }
    return "Usage: infobip-otp [--conf FILE] COMMAND [ARGUMENT...]\n\n"
           "Looks after what pam_infobip_otp keeps about accounts.\n\nCommands:\n" +
           list_of(matching.empty() ? all : matching) +
           std::string(matching.empty() ? examples : "") + std::string(common_options) +
           std::string(exit_status);
}

}  // namespace infobip_otp::admin
