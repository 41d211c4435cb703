// SPDX-License-Identifier: MIT
// Process limits: a table, and setting it.
#include "confinement/process_limits.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <string>

#include "base/descriptor.hpp"
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
    {RLIMIT_STACK, "RLIMIT_STACK", 8 * mebibyte, mebibyte / 2},
    {RLIMIT_AS, "RLIMIT_AS", RLIM_INFINITY, 128 * mebibyte},
};

// What the program and its libraries take before they begin. An address sanitizer's shadow is
// terabytes of it, which cost nothing and must not count.
rlim_t data_in_use() {
    const Descriptor file(open("/proc/self/statm", O_RDONLY | O_CLOEXEC));
    std::array<char, 128> text{};
    if (!file.is_open() || read(file.get(), text.data(), text.size() - 1) <= 0) return 0;
    unsigned long pages = 0;
    if (std::sscanf(text.data(), "%*u %*u %*u %*u %*u %lu", &pages) != 1) return 0;
    return pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE));
}

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
    const rlimit possible{least, found.rlim_max};
    if (setrlimit(rule.resource, &possible) != 0)
        return system_error(std::string("setting ") + rule.name, errno);
    return {};
}

}  // namespace

Result<void> set_process_limits() {
    for (const Rule& rule : rules)
        if (auto set = set_limit(rule); !set) return set;
    return set_limit({RLIMIT_DATA, "RLIMIT_DATA", data_in_use() + 512 * mebibyte, 64 * mebibyte});
}

}  // namespace infobip_otp
