// SPDX-License-Identifier: MIT
// SystemAccounts.
#include "directory/system_accounts.hpp"

#include <grp.h>
#include <pwd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <utility>

#include "base/file.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t first_buffer = 1024;
constexpr std::size_t largest_buffer = 4 * 1024 * 1024;  // a group with very many members
constexpr std::size_t first_groups = 64;
constexpr std::size_t most_groups = 65536;  // NGROUPS_MAX of Linux

// getpwnam(3) lists these beside 0 for a name that is not there.
bool means_not_found(int number) {
    return number == 0 || number == ENOENT || number == ESRCH;
}

// One of the get...nam_r calls, with a buffer that grows until the entry fits. nullopt: no such
// name. `read` makes the answer while the buffer lives.
template <class Entry, class Call, class Read>
auto look_up(Call call, const std::string& name, const std::string& what, Read read)
    -> Result<std::optional<decltype(read(std::declval<const Entry&>()))>> {
    using Found = std::optional<decltype(read(std::declval<const Entry&>()))>;
    for (std::vector<char> buffer(first_buffer);;) {
        Entry entry{};
        Entry* found = nullptr;
        const int number = call(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
        if (number == 0 && found != nullptr) return Found(read(entry));
        if (means_not_found(number)) return Found();
        if (number == EINTR) continue;
        if (number != ERANGE || buffer.size() >= largest_buffer)
            return system_error("asking the system for " + what, number);
        buffer.resize(buffer.size() * 4);
    }
}

// A C string ends at a NUL: "root\0x" would find root.
bool is_c_string(std::string_view name) {
    return name.find('\0') == std::string_view::npos;
}

Result<std::optional<gid_t>> group_id(const std::string& name) {
    if (!is_c_string(name)) return std::optional<gid_t>();
    return look_up<group>(getgrnam_r, name, "group " + name,
                          [](const group& entry) { return entry.gr_gid; });
}

Result<std::vector<gid_t>> groups_of(const Account& account) {
    std::vector<gid_t> gids(first_groups);
    for (;;) {
        int count = static_cast<int>(gids.size());
        if (getgrouplist(account.name.c_str(), static_cast<gid_t>(account.gid), gids.data(),
                         &count) >= 0) {
            gids.resize(static_cast<std::size_t>(count));
            return gids;
        }
        if (gids.size() >= most_groups) return Error{"the account is in more than 65536 groups"};
        const auto wanted = std::max(gids.size() * 2, static_cast<std::size_t>(std::max(count, 0)));
        gids.resize(std::min(wanted, most_groups));
    }
}

}  // namespace

Result<std::optional<Account>> SystemAccounts::find(std::string_view user) {
    if (!is_c_string(user)) return std::optional<Account>();
    return look_up<passwd>(getpwnam_r, std::string(user), "an account", [](const passwd& entry) {
        return Account{entry.pw_name, entry.pw_uid, entry.pw_gid};
    });
}

Result<Membership> SystemAccounts::membership(const Account& account,
                                              const std::vector<std::string>& groups,
                                              std::vector<std::string>& unknown) {
    if (groups.empty()) return Membership::none;
    const auto gids = groups_of(account);
    if (!gids) return gids.error();
    Membership membership = Membership::none;
    for (const std::string& name : groups) {
        const auto gid = group_id(name);
        if (!gid) return gid.error();
        if (!gid->has_value())
            unknown.push_back(name);
        else if (std::find(gids->begin(), gids->end(), **gid) != gids->end())
            membership = Membership::member;
    }
    return membership;
}

}  // namespace infobip_otp
