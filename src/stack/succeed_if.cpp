// SPDX-License-Identifier: MIT
// pam_succeed_if(8): its conditions, as far as they are about the account.
#include <fnmatch.h>
#include <strings.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "stack/modules.hpp"

namespace infobip_otp::stack {
namespace {

using Compare = bool (*)(long long, long long);

bool is_any(const std::string& word, std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const char* name) { return strcasecmp(word.c_str(), name) == 0; });
}

PamResult told(bool holds) {
    return holds ? PamResult::success : PamResult::auth_err;
}

// The names of a list stand between colons; a blank is part of a name.
std::vector<std::string> in_list(const std::string& list) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i <= list.size();) {
        const std::size_t end = std::min(list.find(':', i), list.size());
        if (end > i) names.push_back(list.substr(i, end - i));
        i = end + 1;
    }
    return names;
}

bool is_one_of(const std::string& value, const std::string& list) {
    const auto names = in_list(list);
    return std::find(names.begin(), names.end(), value) != names.end();
}

bool in_group(const Person& person, const std::string& list) {
    const auto names = in_list(list);
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return std::find(person.groups.begin(), person.groups.end(), name) != person.groups.end();
    });
}

std::optional<long long> number(const std::string& text) {
    char* end = nullptr;
    errno = 0;
    const long long value = std::strtoll(text.c_str(), &end, 0);
    if (*end != '\0' || errno != 0) return std::nullopt;
    return value;
}

std::optional<Compare> numeric(const std::string& operation) {
    using Number = long long;
    if (is_any(operation, {"eq"})) return [](Number a, Number b) { return a == b; };
    if (is_any(operation, {"ne"})) return [](Number a, Number b) { return a != b; };
    if (is_any(operation, {"lt", "<"})) return [](Number a, Number b) { return a < b; };
    if (is_any(operation, {"le", "<="})) return [](Number a, Number b) { return a <= b; };
    if (is_any(operation, {"gt", ">"})) return [](Number a, Number b) { return a > b; };
    if (is_any(operation, {"ge", ">="})) return [](Number a, Number b) { return a >= b; };
    return std::nullopt;
}

// nullopt: nobody here knows (netgroups).
std::optional<PamResult> compare(const std::string& left, const std::string& operation,
                                 const std::string& right) {
    if (const auto holds = numeric(operation)) {
        const auto a = number(left);
        const auto b = number(right);
        return a && b ? told((*holds)(*a, *b)) : PamResult::service_err;
    }
    const char* const value = left.c_str();
    if (is_any(operation, {"="})) return told(left == right);
    if (is_any(operation, {"!="})) return told(left != right);
    if (is_any(operation, {"=~", "glob"})) return told(fnmatch(right.c_str(), value, 0) == 0);
    if (is_any(operation, {"!~", "noglob"})) return told(fnmatch(right.c_str(), value, 0) != 0);
    if (is_any(operation, {"in"})) return told(is_one_of(left, right));
    if (is_any(operation, {"notin"})) return told(!is_one_of(left, right));
    if (is_any(operation, {"innetgr", "notinnetgr"})) return std::nullopt;
    return PamResult::service_err;
}

bool is_operation(const std::string& word) {
    return numeric(word) || is_any(word, {"=", "!=", "=~", "glob", "!~", "noglob", "in", "notin",
                                          "ingroup", "notingroup", "innetgr", "notinnetgr"});
}

std::optional<PamResult> evaluate(const std::string& what, const std::string& operation,
                                  const std::string& value, const Situation& situation) {
    if (is_any(what, {"service"})) return compare(situation.service, operation, value);
    const bool known = is_any(what, {"user", "login", "name", "uid", "gid", "shell", "rhost",
                                     "home", "dir", "homedir", "ruser", "tty"});
    if (!known || !is_operation(operation)) return PamResult::service_err;
    // Before it asks whom the line is about.
    if (numeric(operation) && !number(value)) return PamResult::service_err;
    if (!situation.person) return std::nullopt;
    const Person& person = *situation.person;
    if (is_any(operation, {"ingroup"})) return told(in_group(person, value));
    if (is_any(operation, {"notingroup"})) return told(!in_group(person, value));
    if (is_any(what, {"user", "login", "name"})) return compare(person.name, operation, value);
    if (is_any(what, {"uid"})) return compare(std::to_string(person.uid), operation, value);
    if (is_any(what, {"gid"})) return compare(std::to_string(person.gid), operation, value);
    if (is_any(what, {"shell"})) return compare(person.shell, operation, value);
    if (is_any(what, {"rhost"}) && !person.remote_host.empty())
        return compare(person.remote_host, operation, value);
    return std::nullopt;
}

// Without what only changes the log.
std::vector<std::string> without_options(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = arguments;
    std::erase_if(words, [](const std::string& word) {
        return word == "debug" || word == "audit" || word == "quiet" || word == "quiet_fail" ||
               word == "quiet_success";
    });
    return words;
}

}  // namespace

std::vector<PamResult> answers_of_if(const std::vector<std::string>& arguments,
                                     const Situation& situation) {
    using R = PamResult;
    const std::vector<std::string> words = without_options(arguments);
    // use_uid asks about the caller, who is somebody else in su.
    if (std::find(words.begin(), words.end(), "use_uid") != words.end())
        return {R::success, R::auth_err};
    bool may_have_failed = false;  // a condition that cannot be said here
    const auto ending = [&](R last) {
        std::vector<R> results{last};
        if (may_have_failed && last != R::auth_err) results.push_back(R::auth_err);
        return results;
    };
    for (std::size_t i = 0; i < words.size(); i += 3) {
        if (i + 2 >= words.size()) return ending(R::service_err);
        const auto one = evaluate(words[i], words[i + 1], words[i + 2], situation);
        may_have_failed = may_have_failed || !one;
        if (one && *one != R::success) return ending(*one);
    }
    return ending(R::success);
}

Condition condition_of_if(const std::vector<std::string>& arguments) {
    constexpr std::pair<const char*, const char*> opposites[] = {
        {"ne", "eq"},
        {"!=", "="},
        {"!~", "=~"},
        {"noglob", "glob"},
        {"notin", "in"},
        {"notingroup", "ingroup"},
        {"ge", "lt"},
        {">=", "<"},
        {"gt", "le"},
        {">", "<="},
        {"notinnetgr", "innetgr"},
    };
    std::vector<std::string> words = without_options(arguments);
    Condition condition;
    if (words.size() == 3)
        for (const auto& [negative, positive] : opposites)
            if (!condition.negated && is_any(words[1], {negative})) {
                words[1] = positive;
                condition.negated = true;
            }
    for (const std::string& word : words) condition.text += word + '\n';
    return condition;
}

}  // namespace infobip_otp::stack
