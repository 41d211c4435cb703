// SPDX-License-Identifier: MIT
// Process limits: a table, and setting it.
#include "helper/process_limits.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "base/file.hpp"

namespace infobip_otp {
namespace {

constexpr rlim_t mebibyte = 1024 * 1024;

struct Rule {
    decltype(RLIMIT_CORE) resource;
    const char* name;
    rlim_t wanted;
    rlim_t needed;  // less than this, and nothing would work
};

constexpr Rule rules[] = {
    {RLIMIT_CORE, "RLIMIT_CORE", 0, 0},
    {RLIMIT_FSIZE, "RLIMIT_FSIZE", 0, 0},
    {RLIMIT_NOFILE, "RLIMIT_NOFILE", 64, 32},
    {RLIMIT_CPU, "RLIMIT_CPU", 30, 5},
    {RLIMIT_DATA, "RLIMIT_DATA", 512 * mebibyte, 64 * mebibyte},
    {RLIMIT_STACK, "RLIMIT_STACK", 8 * mebibyte, mebibyte / 2},
    {RLIMIT_AS, "RLIMIT_AS", RLIM_INFINITY, 256 * mebibyte},
};

Result<void> set_limit(const Rule& rule) {
    rlimit found{};
    if (getrlimit(rule.resource, &found) != 0)
        return system_error(std::string("reading ") + rule.name, errno);
    const rlimit wanted{rule.wanted, rule.wanted};
    if (setrlimit(rule.resource, &wanted) == 0) return {};
    // Without the privilege to raise it: as much as there is, as long as that is enough.
    const rlim_t least = std::min(found.rlim_max, rule.wanted);
    if (least < rule.needed)
        return Error{std::string(rule.name) + " is " + std::to_string(least) + ", below the " +
                     std::to_string(rule.needed) +
                     " that are needed: raise the limit of the login program"};
    const rlimit possible{least, least};
    if (setrlimit(rule.resource, &possible) != 0)
        return system_error(std::string("setting ") + rule.name, errno);
    return {};
}

}  // namespace

Result<void> set_process_limits() {
    for (const Rule& rule : rules)
        if (auto set = set_limit(rule); !set) return set;
    return {};
}

}  // namespace infobip_otp
