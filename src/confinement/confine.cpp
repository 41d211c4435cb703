// SPDX-License-Identifier: MIT
// Confinement: the steps and their table.
#include "confinement/confine.hpp"

#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "confinement/process_limits.hpp"

namespace infobip_otp {
namespace {

constexpr const char* account = "_infobip-otp";
constexpr mode_t wanted_umask = 077;

struct Capabilities {
    __user_cap_header_struct head{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
};

bool has_ambient_capability() {
    constexpr unsigned long capabilities = 64;  // bits in a set; asking beyond the last is harmless
    for (unsigned long capability = 0; capability < capabilities; ++capability)
        if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, capability, 0, 0) > 0) return true;
    return false;
}

struct Step {
    const char* name;
    Result<void> (*take)(Identity&);
};

constexpr Step steps[] = {
    {"umask", [](Identity&) { return set_umask(); }},
    {"limits", [](Identity&) { return set_process_limits(); }},
    {"account",
     [](Identity& identity) -> Result<void> {
         auto found = find_identity();
         if (!found) return found.error();
         identity = *found;
         return {};
     }},
    {"setgroups", [](Identity& identity) { return drop_groups(identity); }},
    {"setresgid", [](Identity& identity) { return set_group(identity); }},
    {"setresuid", [](Identity& identity) { return set_user(identity); }},
    {"capabilities", [](Identity&) { return drop_capabilities(); }},
    {"no way back", [](Identity&) { return check_no_way_back(); }},
    {"no new privileges", [](Identity&) { return forbid_new_privileges(); }},
    {"not dumpable", [](Identity&) { return forbid_tracing(); }},
};

}  // namespace

Result<void> confine() {
    Identity identity;
    for (const Step& step : steps)
        if (auto taken = step.take(identity); !taken)
            return Error{std::string("confinement, step ") + step.name + ": " +
                         taken.error().message};
    return {};
}

Result<void> set_umask() {
    umask(wanted_umask);
    if (umask(wanted_umask) != wanted_umask) return Error{"the umask did not change"};
    return {};
}

Result<Identity> find_identity() {
    if (geteuid() != 0) return Identity{geteuid(), getegid(), false};
    passwd entry{};
    passwd* found = nullptr;
    std::vector<char> texts(16 * 1024);
    const int reason = getpwnam_r(account, &entry, texts.data(), texts.size(), &found);
    if (found == nullptr && reason != 0 && reason != ENOENT)
        return system_error(std::string("looking up the user ") + account, reason);
    if (found == nullptr)
        return Error{std::string("the user ") + account +
                     " does not exist: adduser --system --no-create-home --home /nonexistent "
                     "--group " +
                     account};
    if (entry.pw_uid == 0 || entry.pw_gid == 0)
        return Error{std::string("the user ") + account +
                     " has uid or gid 0: give it numbers of its own"};
    return Identity{entry.pw_uid, entry.pw_gid, true};
}

Result<void> drop_groups(const Identity& identity) {
    if (!identity.leaves_root) return {};
    if (setgroups(0, nullptr) != 0) return system_error("dropping the groups", errno);
    if (getgroups(0, nullptr) != 0) return Error{"some groups stayed"};
    return {};
}

Result<void> set_group(const Identity& identity) {
    if (setresgid(identity.gid, identity.gid, identity.gid) != 0)
        return system_error("changing the group", errno);
    std::array<gid_t, 3> now{};
    if (getresgid(&now[0], &now[1], &now[2]) != 0) return system_error("reading the group", errno);
    for (const gid_t gid : now)
        if (gid != identity.gid) return Error{"the group did not change"};
    return {};
}

Result<void> set_user(const Identity& identity) {
    if (setresuid(identity.uid, identity.uid, identity.uid) != 0)
        return system_error("changing the user", errno);
    std::array<uid_t, 3> now{};
    if (getresuid(&now[0], &now[1], &now[2]) != 0) return system_error("reading the user", errno);
    for (const uid_t uid : now)
        if (uid != identity.uid) return Error{"the user did not change"};
    return {};
}

Result<void> drop_capabilities() {
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0) != 0)
        return system_error("dropping ambient capabilities", errno);
    Capabilities none;
    if (syscall(SYS_capset, &none.head, none.sets.data()) != 0)
        return system_error("dropping capabilities", errno);
    Capabilities now;
    if (syscall(SYS_capget, &now.head, now.sets.data()) != 0)
        return system_error("reading capabilities", errno);
    for (const __user_cap_data_struct& set : now.sets)
        if (set.effective != 0 || set.permitted != 0 || set.inheritable != 0)
            return Error{"some capabilities stayed"};
    if (has_ambient_capability()) return Error{"some ambient capabilities stayed"};
    return {};
}

Result<void> check_no_way_back() {
    if (setresuid(0, 0, 0) == 0) return Error{"it could become root again"};
    return {};
}

Result<void> forbid_new_privileges() {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return system_error("forbidding new privileges", errno);
    if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) return Error{"it had no effect"};
    return {};
}

Result<void> forbid_tracing() {
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return system_error("becoming undumpable", errno);
    if (prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0) return Error{"it had no effect"};
    return {};
}

Result<void> die_with_parent(pid_t parent) {
    int signal = 0;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
        return system_error("asking to die with the parent", errno);
    if (prctl(PR_GET_PDEATHSIG, &signal, 0, 0, 0) != 0 || signal != SIGKILL)
        return Error{"the death signal had no effect"};
    if (getppid() != parent) return Error{"the program that started this one has ended"};
    return {};
}

}  // namespace infobip_otp
