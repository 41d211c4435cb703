// SPDX-License-Identifier: MIT
// pam_succeed_if(8): its conditions, as far as they are about the account.
#include <fnmatch.h>

#include <algorithm>

#include "base/text.hpp"
#include "stack/modules.hpp"

namespace infobip_otp::stack {
namespace {

bool is_one_of(std::string_view value, std::string_view list) {
    const auto words = split_words(list, ":");
    return std::find(words.begin(), words.end(), value) != words.end();
}

bool in_group(const Person& person, std::string_view list) {
    for (const std::string_view group : split_words(list, ":"))
        if (std::find(person.groups.begin(), person.groups.end(), group) != person.groups.end())
            return true;
    return false;
}

std::optional<bool> compare_numbers(unsigned long left, std::string_view operation,
                                    std::string_view right) {
    const auto number = parse_unsigned(right);
    if (!number) return std::nullopt;
    if (operation == "eq" || operation == "=") return left == *number;
    if (operation == "ne" || operation == "!=") return left != *number;
    if (operation == "lt" || operation == "<") return left < *number;
    if (operation == "le" || operation == "<=") return left <= *number;
    if (operation == "gt" || operation == ">") return left > *number;
    if (operation == "ge" || operation == ">=") return left >= *number;
    return std::nullopt;
}

std::optional<bool> compare_texts(const std::string& left, std::string_view operation,
                                  const std::string& right) {
    if (operation == "=" || operation == "eq") return left == right;
    if (operation == "!=" || operation == "ne") return left != right;
    if (operation == "=~") return fnmatch(right.c_str(), left.c_str(), 0) == 0;
    if (operation == "!~") return fnmatch(right.c_str(), left.c_str(), 0) != 0;
    if (operation == "in") return is_one_of(left, right);
    if (operation == "notin") return !is_one_of(left, right);
    return std::nullopt;
}

std::optional<bool> holds(const std::string& what, const std::string& operation,
                          const std::string& value, const Situation& situation) {
    if (what == "service") return compare_texts(situation.service, operation, value);
    if (!situation.person) return std::nullopt;
    const Person& person = *situation.person;
    if (what == "user" && operation == "ingroup") return in_group(person, value);
    if (what == "user" && operation == "notingroup") return !in_group(person, value);
    if (what == "user") return compare_texts(person.name, operation, value);
    if (what == "uid") return compare_numbers(person.uid, operation, value);
    if (what == "gid") return compare_numbers(person.gid, operation, value);
    if (what == "shell") return compare_texts(person.shell, operation, value);
    if (what == "rhost" && !person.remote_host.empty())
        return compare_texts(person.remote_host, operation, value);
    return std::nullopt;
}

}  // namespace

std::optional<bool> succeeds_if(const std::vector<std::string>& arguments,
                                const Situation& situation) {
    std::vector<std::string> words;
    for (const std::string& argument : arguments) {
        // use_uid asks about the caller, who is somebody else in su.
        if (argument == "use_uid") return std::nullopt;
        if (argument != "debug" && argument != "audit" && !argument.starts_with("quiet"))
            words.push_back(argument);
    }
    bool all = true;
    for (std::size_t i = 0; i < words.size(); i += 3) {
        if (i + 2 >= words.size()) return std::nullopt;
        const auto one = holds(words[i], words[i + 1], words[i + 2], situation);
        if (!one) return std::nullopt;
        all = all && *one;
    }
    return all;
}

}  // namespace infobip_otp::stack
