// SPDX-License-Identifier: MIT
// What the modules' own sources do with the files (Linux-PAM 1.5).
#include "stack/account_conditions.hpp"

#include <algorithm>
#include <filesystem>

#include "base/text.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::stack {
namespace {

using Arguments = std::vector<std::string>;

constexpr unsigned long overflow_uid = 65534;  // nobody

std::string given(const Arguments& arguments, const std::string& name, std::string otherwise) {
    for (const std::string& one : arguments)
        if (one.starts_with(name + "=")) otherwise = one.substr(name.size() + 1);
    return otherwise;
}

bool is_given(const Arguments& arguments, std::string_view word) {
    return std::find(arguments.begin(), arguments.end(), word) != arguments.end();
}

// Lines without what pads them; nullopt: the file cannot be read.
std::optional<std::vector<std::string>> lines_of_file(const std::string& path) {
    const auto text = read_text_file(path);
    if (!text) return std::nullopt;
    std::vector<std::string> lines;
    for (std::string_view rest = *text; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        lines.emplace_back(trim(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
}

std::optional<bool> is_local(const Arguments& arguments, const Person& person) {
    const auto lines = lines_of_file(given(arguments, "file", "/etc/passwd"));
    if (!lines) return std::nullopt;
    return std::any_of(lines->begin(), lines->end(), [&](const std::string& line) {
        return line.starts_with(person.name + ":");
    });
}

unsigned long login_def(std::string_view name, unsigned long otherwise) {
    const auto lines = lines_of_file("/etc/login.defs");
    if (!lines) return otherwise;
    for (const std::string& line : *lines) {
        const auto words = split_words(line);
        if (words.size() < 2 || words[0] != name) continue;
        return static_cast<unsigned long>(parse_unsigned(words[1]).value_or(otherwise));
    }
    return otherwise;
}

std::optional<bool> is_of_type(const Arguments& arguments, const Person& person) {
    if (is_given(arguments, "use_uid")) return std::nullopt;
    const unsigned long most = login_def("SYS_UID_MAX", login_def("UID_MIN", 1000) - 1);
    const bool is_system = person.uid <= 99 || person.uid == overflow_uid ||
                           (person.uid >= login_def("SYS_UID_MIN", 101) && person.uid <= most);
    // The last of them counts.
    const auto word = std::find_if(arguments.rbegin(), arguments.rend(), [](const auto& one) {
        return one == "issystem" || one == "isregular";
    });
    if (word == arguments.rend()) return std::nullopt;
    return *word == "issystem" ? is_system : !is_system;
}

std::optional<bool> has_known_shell(const Arguments&, const Person& person) {
    const auto lines = lines_of_file("/etc/shells");
    if (!lines) return std::nullopt;
    const std::string shell = person.shell.empty() ? "/bin/sh" : person.shell;
    return std::find(lines->begin(), lines->end(), shell) != lines->end();
}

// The users of a line of access.conf(5); nullopt: it has words that only pam_access knows.
std::optional<bool> names_person(std::string_view users, const Person& person, bool by_groups) {
    bool is_named = false;
    for (const std::string_view word : split_words(users, ",")) {
        if (word == "EXCEPT" || word.find('@') != std::string_view::npos) return std::nullopt;
        const bool in_brackets = word.starts_with('(') && word.ends_with(')');
        const std::string name(in_brackets ? word.substr(1, word.size() - 2) : word);
        if (word == "ALL" || (!in_brackets && name == person.name)) is_named = true;
        if ((in_brackets || by_groups) &&
            std::find(person.groups.begin(), person.groups.end(), name) != person.groups.end())
            is_named = true;
    }
    return is_named;
}

// The first line that is for the account decides; none: it may.
std::optional<bool> has_access(const Arguments& arguments, const Person& person) {
    for (const char* name : {"fieldsep", "listsep"})
        if (!given(arguments, name, "").empty()) return std::nullopt;
    const std::string file = given(arguments, "accessfile", "");
    std::error_code ignored;
    if (file.empty() && !std::filesystem::is_empty("/etc/security/access.d", ignored) && !ignored)
        return std::nullopt;
    const auto lines = lines_of_file(file.empty() ? "/etc/security/access.conf" : file);
    if (!lines) return std::nullopt;
    for (const std::string& line : *lines) {
        if (line.empty() || line.front() == '#') continue;
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first == line.npos ? first : first + 1);
        if (second == std::string::npos) continue;  // pam_access passes it over
        const std::string_view verdict = trim(std::string_view(line).substr(0, first));
        const auto named =
            names_person(std::string_view(line).substr(first + 1, second - first - 1), person,
                         !is_given(arguments, "nodefgroup"));
        if (!named) return std::nullopt;
        if (!*named) continue;
        if (trim(std::string_view(line).substr(second + 1)) != "ALL") return std::nullopt;
        return verdict == "+";
    }
    return true;
}

struct Lookup {
    std::string_view module;
    std::optional<bool> (*holds)(const Arguments& arguments, const Person& person);
};

constexpr Lookup lookups_of_accounts[] = {
    {"pam_localuser", is_local},
    {"pam_usertype", is_of_type},
    {"pam_shells", has_known_shell},
    {"pam_access", has_access},
};

}  // namespace

std::optional<bool> condition_holds(std::string_view module, const Arguments& arguments,
                                    const Person& person) {
    for (const Lookup& one : lookups_of_accounts)
        if (one.module == module) return one.holds(arguments, person);
    return std::nullopt;
}

}  // namespace infobip_otp::stack
