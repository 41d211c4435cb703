// SPDX-License-Identifier: MIT
// The script.
#include "sandbox/completion.hpp"

#include <map>
#include <set>

#include "base/text.hpp"
#include "sandbox/control.hpp"
#include "sandbox/options.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr std::string_view head =
    R"bash(# infobip-otp-sandbox(1): completion for bash, made by `infobip-otp-sandbox completion`.
_infobip_otp_sandbox() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local kind=words words='' ctl=() i
    # "dialect=seen" comes as three words.
    if [ "$current" = = ]; then
        current=''
    elif [ "$previous" = = ] && [ "$COMP_CWORD" -ge 2 ]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [ "${COMP_WORDS[1]}" = ctl ] && [ "$COMP_CWORD" -gt 1 ]; then
        words='--control'
        for ((i = 2; i < COMP_CWORD; i++)); do
            case ${COMP_WORDS[i]} in
                --control) ((++i)) ;;
                *) ctl+=("${COMP_WORDS[i]}") ;;
            esac
        done
        case "${ctl[*]}" in
)bash";

constexpr std::string_view tail = R"bash(    esac
    COMPREPLY=()
    case $kind in
        files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
        folders) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
        words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
    esac
    case ${COMPREPLY[0]-} in *=) compopt -o nospace 2>/dev/null ;; esac
}
complete -F _infobip_otp_sandbox infobip-otp-sandbox
)bash";

void add_word(std::string& words, std::string_view word) {
    if ((" " + words + " ").find(" " + std::string(word) + " ") == std::string::npos)
        words += (words.empty() ? "" : " ") + std::string(word);
}

std::string fault_names() {
    std::string words;
    for (const FaultRow& fault : fault_table())
        add_word(words, std::string(fault.name) + (fault.value.empty() ? "" : "="));
    return words;
}

std::string quirk_names() {
    std::string words;
    for (const QuirkRow& quirk : quirk_table()) add_word(words, std::string(quirk.name) + "=");
    return words;
}

std::string case_of(const std::string& pattern, std::string_view does) {
    return "        " + pattern + ") " + std::string(does) + " ;;\n";
}

// What may follow the words of a command of ctl: "faults" -> "set list clear".
std::string commands_of_ctl() {
    std::map<std::string, std::string> next;
    for (const Command& command : command_table()) {
        const auto words = split_words(command.name);
        add_word(next[""], words[0]);
        if (words.size() > 1) add_word(next[std::string(words[0])], words[1]);
    }
    std::string text = "    " + case_of("''", "words+=' " + next[""] + "'");
    for (const auto& [first, seconds] : next)
        if (!first.empty()) text += "    " + case_of("'" + first + "'", "words='" + seconds + "'");
    text += "    " + case_of("'faults set'*", "words='" + fault_names() + "'");
    text += "    " + case_of("'quirks set'*", "words='" + quirk_names() + "'");
    return text + "            *) kind=none ;;\n        esac\n    else\n";
}

std::string kind_of(const OptionRow& option) {
    if (option.argument.find("FILE") != std::string_view::npos || option.argument == "SOCKET")
        return "kind=files";
    if (option.argument == "DIR") return "kind=folders";
    if (option.name == "--quirk") return "words='" + quirk_names() + "'";
    if (option.name == "--fault") return "words='" + fault_names() + "'";
    return "kind=none";
}

}  // namespace

std::string bash_completion() {
    std::string text(head);
    text += commands_of_ctl();
    std::string options;
    for (const OptionRow& option : option_table()) add_word(options, option.name);
    text += "        words='" + options +
            "'\n        [ \"$COMP_CWORD\" -gt 1 ] || "
            "words+=' ctl completion'\n    fi\n    case $previous in\n";
    for (const OptionRow& option : option_table())
        if (!option.argument.empty()) text += case_of(std::string(option.name), kind_of(option));
    for (const QuirkRow& quirk : quirk_table())
        text += case_of(std::string(quirk.name), "words='" + std::string(quirk.values) + "'");
    return text + std::string(tail);
}

}  // namespace infobip_otp::sandbox
