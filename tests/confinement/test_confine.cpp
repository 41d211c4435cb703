// SPDX-License-Identifier: MIT
// Each step of the confinement alone: what it does, that its failure is seen, that a lie is seen.
#include "confinement/confine.hpp"

#include <grp.h>
#include <linux/securebits.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <functional>
#include <string>

#include "cmocka.hpp"
#include "confinement/process_limits.hpp"
#include "helper/seccomp_filter.hpp"

using namespace infobip_otp;
using infobip_otp::testing::block;
using infobip_otp::testing::BlockedCall;

namespace {

constexpr Identity somebody{64998, 64997, true};

// A process of its own takes the step; it ends with 0 if `passes` holds there.
void in_child(const std::function<bool()>& passes) {
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) _exit(passes() ? 0 : 1);
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

bool fails(const Result<void>& step, std::string_view reason) {
    if (!step && step.error().message.find(reason) != std::string::npos) return true;
    print_error("%s\n", step ? "no failure" : step.error().message.c_str());
    return false;
}

void fails_without(const BlockedCall& call, Result<void> (*step)(), const char* reason) {
    in_child([&] {
        block(call, EPERM);
        return fails(step(), reason);
    });
}

void sees_the_lie_of(const BlockedCall& call, Result<void> (*step)(), const char* reason) {
    in_child([&] {
        block(call, 0);
        return fails(step(), reason);
    });
}

TEST(the_umask_is_set_or_its_failure_is_seen) {
    in_child([] { return set_umask().has_value() && umask(0) == 077; });
    sees_the_lie_of({SYS_umask, {}}, set_umask, "umask did not change");
}

TEST(limits_are_set_whatever_the_caller_had) {
    in_child([] {
        const rlimit small{100, 1000};
        const rlimit large{RLIM_INFINITY, RLIM_INFINITY};
        setrlimit(RLIMIT_NOFILE, &small);
        setrlimit(RLIMIT_CORE, &large);
        rlimit files{};
        rlimit core{};
        return set_process_limits().has_value() && getrlimit(RLIMIT_NOFILE, &files) == 0 &&
               getrlimit(RLIMIT_CORE, &core) == 0 && files.rlim_cur == 64 && files.rlim_max == 64 &&
               core.rlim_cur == 0 && core.rlim_max == 0;
    });
    fails_without({SYS_prlimit64, {}}, set_process_limits, "RLIMIT_CORE");
}

// Without privileges: what is too low stays too low.
TEST(a_hard_limit_below_what_is_needed_is_a_failure_and_names_it) {
    for (const auto& [files, enough] : {std::pair<rlim_t, bool>{31, false}, {32, true}})
        in_child([&, limit = files, expected = enough] {
            const rlimit both{limit, limit};
            if (setrlimit(RLIMIT_NOFILE, &both) != 0 || setresuid(65534, 65534, 65534) != 0)
                return false;
            const auto set = set_process_limits();
            return expected ? set.has_value() : fails(set, "RLIMIT_NOFILE is 31");
        });
}

TEST(groups_go_or_their_staying_is_seen) {
    static const auto step = [] { return drop_groups(somebody); };
    in_child([] {
        const gid_t groups[] = {4, 27};
        return setgroups(2, groups) == 0 && step().has_value() && getgroups(0, nullptr) == 0;
    });
    fails_without({SYS_setgroups, {}}, +step, "dropping the groups");
    in_child([] {
        const gid_t groups[] = {4, 27};
        if (setgroups(2, groups) != 0) return false;
        block({SYS_setgroups, {}}, 0);
        return fails(step(), "some groups stayed");
    });
}

TEST(the_group_changes_or_its_staying_is_seen) {
    static const auto step = [] { return set_group(somebody); };
    in_child([] { return step().has_value() && getgid() == 64997 && getegid() == 64997; });
    fails_without({SYS_setresgid, {}}, +step, "changing the group");
    sees_the_lie_of({SYS_setresgid, {}}, +step, "the group did not change");
}

TEST(the_user_changes_or_its_staying_is_seen) {
    static const auto step = [] { return set_user(somebody); };
    in_child([] { return step().has_value() && getuid() == 64998 && geteuid() == 64998; });
    fails_without({SYS_setresuid, {}}, +step, "changing the user");
    sees_the_lie_of({SYS_setresuid, {}}, +step, "the user did not change");
}

TEST(a_host_without_root_keeps_its_uid_and_its_groups) {
    in_child([] {
        const gid_t groups[] = {4, 27};
        // As in a program that is set-uid to somebody: the real uid is another one.
        if (setgroups(2, groups) != 0 || setresgid(7, 8, 7) != 0 || setresuid(5, 6, 5) != 0)
            return false;
        const auto identity = find_identity();
        if (!identity || identity->leaves_root || identity->uid != 6 || identity->gid != 8)
            return false;
        uid_t real = 0, effective = 0, saved = 0;
        return drop_groups(*identity).has_value() && getgroups(0, nullptr) == 2 &&
               set_group(*identity).has_value() && set_user(*identity).has_value() &&
               getresuid(&real, &effective, &saved) == 0 && real == 6 && effective == 6 &&
               saved == 6;
    });
}

TEST(capabilities_go_even_where_a_securebit_keeps_them) {
    in_child([] {
        return prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP) == 0 &&
               set_user(somebody).has_value() && drop_capabilities().has_value() &&
               setresuid(0, 0, 0) != 0;
    });
    fails_without({SYS_capset, {}}, drop_capabilities, "dropping capabilities");
    fails_without({SYS_capget, {}}, drop_capabilities, "reading capabilities");
    sees_the_lie_of({SYS_capset, {}}, drop_capabilities, "some capabilities stayed");
    fails_without({SYS_prctl, PR_CAP_AMBIENT}, drop_capabilities, "ambient");
}

TEST(a_way_back_to_root_is_seen) {
    in_child([] { return fails(check_no_way_back(), "could become root again"); });
    in_child([] { return set_user(somebody).has_value() && check_no_way_back().has_value(); });
}

TEST(new_privileges_are_forbidden_or_their_lack_is_seen) {
    in_child([] {
        return forbid_new_privileges().has_value() && prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
    });
    fails_without({SYS_prctl, PR_SET_NO_NEW_PRIVS}, forbid_new_privileges, "forbidding");
    sees_the_lie_of({SYS_prctl, PR_SET_NO_NEW_PRIVS}, forbid_new_privileges, "no effect");
}

TEST(tracing_is_forbidden_or_its_lack_is_seen) {
    in_child([] { return forbid_tracing().has_value() && prctl(PR_GET_DUMPABLE) == 0; });
    fails_without({SYS_prctl, PR_SET_DUMPABLE}, forbid_tracing, "undumpable");
    sees_the_lie_of({SYS_prctl, PR_SET_DUMPABLE}, forbid_tracing, "no effect");
}

TEST(a_child_dies_with_its_parent_or_the_lack_is_seen) {
    const auto die = [] { return die_with_parent(getppid()); };
    in_child([] {
        int signal = 0;
        return die_with_parent(getppid()).has_value() && prctl(PR_GET_PDEATHSIG, &signal) == 0 &&
               signal == SIGKILL;
    });
    fails_without({SYS_prctl, PR_SET_PDEATHSIG}, die, "asking to die");
    sees_the_lie_of({SYS_prctl, PR_SET_PDEATHSIG}, die, "no effect");
    in_child([] { return fails(die_with_parent(getppid() + 1), "has ended"); });
}

}  // namespace

int main() {
    if (geteuid() != 0) {
        print_message("needs root: each step gives up something that only root has\n");
        return 77;
    }
    return infobip_otp::testing::run_the_tests("confine");
}
