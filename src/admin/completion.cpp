// SPDX-License-Identifier: MIT
// The script.
#include "admin/completion.hpp"

#include <map>
#include <set>

#include "base/text.hpp"

namespace infobip_otp::admin {
namespace {

constexpr std::string_view head =
    R"bash(# infobip-otp(8): completion for bash, made by `infobip-otp completion`.
_infobip_otp_names() { # KIND: what may stand there; a name that bash would expand is not offered
    local file
    case $1 in
        accounts) compgen -u ;;
        # Those with a phone; whoever may not read who they are is offered all.
        people) sed -n 's/^\([A-Za-z0-9._][A-Za-z0-9._@+-]*\):.*/\1/p' /etc/infobip-otp/users 2>/dev/null || compgen -u ;;
        services)
            for file in /etc/pam.d/* /usr/lib/pam.d/*; do
                file=${file##*/}
                case $file in common-*) ;; *) printf '%s\n' "$file" ;; esac
            done
            ;;
    esac | LC_ALL=C grep -xE '[A-Za-z0-9._][A-Za-z0-9._@+-]*'
}

_infobip_otp() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
    local typed=() kind='' words='' options='--help' i name
    # "--user=al" comes as three words.
    if [ "$current" = = ]; then
        current=''
    elif [ "$previous" = = ] && [ "$COMP_CWORD" -ge 2 ]; then
        previous=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
)bash";

constexpr std::string_view tail = R"bash(    if [ "$current" != "${current#-}" ]; then
        words=$options kind=words
    fi
    COMPREPLY=()
    # Whoever may make files has chosen their names: readline is to quote them, and what is no word
    # of this script never goes to compgen -W, which expands it.
    case $kind in files | folders) compopt -o filenames 2>/dev/null ;; esac
    case $kind in
        files) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
        folders) mapfile -t COMPREPLY < <(compgen -d -- "$current") ;;
        words) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current") ;;
        *)
            while read -r name; do
                case $name in "$current"*) COMPREPLY+=("$name") ;; esac
            done < <(_infobip_otp_names "$kind")
            ;;
    esac
}
complete -F _infobip_otp infobip-otp
)bash";

// "ACCOUNT", "[SERVICE...]" -> "accounts", "services"; "none": nobody here knows.
std::string kind_of(std::string_view word) {
    static constexpr std::pair<std::string_view, const char*> kinds[] = {
        {"ACCOUNT", "accounts"}, {"NAME", "accounts"}, {"SERVICE", "services"},
        {"FILE", "files"},       {"DIR", "folders"},
    };
    for (const auto& [name, kind] : kinds)
        if (word.find(name) != std::string_view::npos) return kind;
    return "none";
}

// Options of all commands that have a value, by its kind.
std::map<std::string, std::set<std::string>> options_with_values(CommandTable table) {
    std::map<std::string, std::set<std::string>> by_kind;
    by_kind["files"].insert("--conf");
    for (const Command& command : table)
        for (const CommandOption& option : command.options)
            if (!option.value.empty())
                by_kind[kind_of(option.value)].insert(std::string(option.name));
    return by_kind;
}

std::string alternatives(const std::set<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " | ") + word;
    return text;
}

// What comes behind the words of a command that were typed: "user" -> "add list".
std::map<std::string, std::string> next_words(CommandTable table) {
    std::map<std::string, std::string> next;
    for (const Command& command : table) {
        const std::size_t blank = command.name.find(' ');
        const std::string first(command.name.substr(0, blank));
        std::string& firsts = next[""];
        if ((" " + firsts + " ").find(" " + first + " ") == std::string::npos)
            firsts += (firsts.empty() ? "" : " ") + first;
        if (blank == std::string_view::npos) continue;
        std::string& seconds = next[first];
        seconds += (seconds.empty() ? "" : " ") + std::string(command.name.substr(blank + 1));
    }
    return next;
}

// Its options, and for each argument what may stand there.
std::string case_of(const Command& command) {
    std::string options;
    for (const CommandOption& option : command.options) options += " " + std::string(option.name);
    std::string text = "        '" + std::string(command.name) + "' | '" +
                       std::string(command.name) + " '*)\n            options+=' --conf" + options +
                       "'\n";
    // `user add` is for those who have none yet.
    const bool has_phone = command.name.starts_with("user ") && command.arguments == "ACCOUNT";
    std::size_t place = split_words(command.name).size();
    for (const std::string_view argument : split_words(command.arguments)) {
        const std::string test = argument.find("...") != std::string_view::npos ? "-ge" : "-eq";
        text += "            [ ${#typed[@]} " + test + " " + std::to_string(place++) +
                " ] && kind=" + (has_phone ? "people" : kind_of(argument)) + "\n";
    }
    return text + "            ;;\n";
}

}  // namespace

std::string bash_completion(CommandTable table) {
    std::string text(head);
    const auto with_values = options_with_values(table);
    std::set<std::string> all;
    for (const auto& [kind, options] : with_values) all.insert(options.begin(), options.end());
    text += "            " + alternatives(all) + ")\n" +
            "                [ \"${COMP_WORDS[i + 1]}\" != = ] || ((++i))\n"
            "                ((++i))\n                ;;\n"
            "            -* | =) ;;\n            *) typed+=(\"${COMP_WORDS[i]}\") ;;\n"
            "        esac\n    done\n    case \"${typed[*]}\" in\n";
    for (const auto& [typed, words] : next_words(table))
        text += "        '" + typed + "') words='" + words + "' kind=words" +
                (typed.empty() ? " options+=' --conf --version'" : "") + " ;;\n";
    for (const Command& command : table) text += case_of(command);
    text += "    esac\n    case $previous in\n";
    for (const auto& [kind, options] : with_values)
        text += "        " + alternatives(options) + ") kind=" + kind + " ;;\n";
    return text + "    esac\n" + std::string(tail);
}

}  // namespace infobip_otp::admin
