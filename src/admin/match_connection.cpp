// SPDX-License-Identifier: MIT
// Looking for an account that meets the criteria.
#include "admin/match_connection.hpp"

#include <fnmatch.h>
#include <grp.h>
#include <pwd.h>

#include <map>
#include <string_view>

namespace infobip_otp::admin {
namespace {

bool is_literal(const std::string& pattern) {
    return pattern.find_first_of("*?") == std::string::npos;
}

std::optional<std::string> user_like(const std::string& pattern) {
    if (is_literal(pattern)) return pattern;
    std::optional<std::string> user;
    setpwent();
    while (const passwd* account = getpwent())
        if (!user && fnmatch(pattern.c_str(), account->pw_name, 0) == 0) user = account->pw_name;
    endpwent();
    return user;
}

// A member by its list, or by its accounts' own group.
std::optional<std::string> member_of(const group& one) {
    if (one.gr_mem != nullptr && one.gr_mem[0] != nullptr) return std::string(one.gr_mem[0]);
    std::optional<std::string> user;
    setpwent();
    while (const passwd* account = getpwent())
        if (!user && account->pw_gid == one.gr_gid) user = account->pw_name;
    endpwent();
    return user;
}

std::optional<std::string> user_in(const std::string& pattern) {
    std::optional<std::string> user;
    setgrent();
    while (const group* one = getgrent())
        if (!user && fnmatch(pattern.c_str(), one->gr_name, 0) == 0) user = member_of(*one);
    endgrent();
    return user;
}

}  // namespace

std::optional<std::string> connection_into(const stack::MatchBlock& block) {
    static constexpr std::pair<std::string_view, const char*> names[] = {
        {"host", "host"},       {"address", "addr"},    {"localaddress", "laddr"},
        {"localport", "lport"}, {"rdomain", "rdomain"},
    };
    std::map<std::string, std::string> values = {
        {"user", "root"}, {"host", "localhost"}, {"addr", "127.0.0.1"}};
    for (const auto& [criterion, patterns] : block.criteria) {
        const std::string pattern = stack::first_pattern(patterns);
        if (pattern.empty()) return std::nullopt;
        for (const auto& [name, value] : names)
            if (criterion == name) values[value] = stack::matching_text(pattern);
        if (criterion != "user" && criterion != "group") continue;
        const auto user = criterion == "user" ? user_like(pattern) : user_in(pattern);
        if (!user) return std::nullopt;
        values["user"] = *user;
    }
    std::string text;
    for (const auto& [name, value] : values) text += (text.empty() ? "" : ",") + name + "=" + value;
    return text;
}

}  // namespace infobip_otp::admin
