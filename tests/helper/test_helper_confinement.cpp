// SPDX-License-Identifier: MIT
// What the running helper is: nobody, with nothing, gone with its login.
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <sys/resource.h>
#include <sysexits.h>

#include <filesystem>
#include <set>

#include "helper/helper_bench.hpp"
#include "helper/seccomp_filter.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

std::string four_times(int id) {
    const std::string one = std::to_string(id);
    return one + " " + one + " " + one + " " + one;
}

void expect_nothing_left(const SpawnedHelper& helper) {
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
        assert_text(helper.status(set), "0000000000000000");
    assert_text(helper.status("NoNewPrivs"), "1");
    assert_text(helper.status("Umask"), "0077");
    assert_text(helper.limit("Max core file size"), "0 0");
    assert_text(helper.limit("Max file size"), "0 0");
    assert_text(helper.limit("Max open files"), "64 64");
    assert_text(helper.limit("Max cpu time"), "30 30");
    // The kernel gives the files of a process that cannot be traced to root.
    struct stat status {};
    assert_int_equal(stat(("/proc/" + std::to_string(helper.pid()) + "/fd").c_str(), &status), 0);
    assert_int_equal(status.st_uid, 0);
}

TEST(started_by_root_it_is_the_account_and_has_nothing) {
    SpawnedHelper helper(bench->program(), [] {
        const gid_t groups[] = {0, 4, 27};
        if (setgroups(3, groups) != 0) _exit(120);
    });
    assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    assert_text(helper.status("Uid"), four_times(AccountFile::uid));
    assert_text(helper.status("Gid"), four_times(AccountFile::gid));
    assert_text(helper.status("Groups"), "");
    expect_nothing_left(helper);
}

TEST(started_by_an_ordinary_user_it_stays_that_user) {
    SpawnedHelper helper(bench->program(), [] {
        if (setgroups(0, nullptr) != 0 || setresgid(65534, 65534, 65534) != 0 ||
            setresuid(65534, 65534, 65534) != 0)
            _exit(120);
    });
    assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    assert_text(helper.status("Uid"), four_times(65534));
    assert_text(helper.status("Gid"), four_times(65534));
    expect_nothing_left(helper);
}

TEST(a_securebit_keeps_no_capability) {
    SpawnedHelper helper(bench->program(), [] {
        if (prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP) != 0) _exit(120);
    });
    assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    expect_nothing_left(helper);
}

TEST(limits_of_the_caller_do_not_reach_it) {
    SpawnedHelper helper(bench->program(), [] {
        // Soft limits: to raise a hard one again takes a capability that root may lack.
        for (const auto& [resource, low] :
             {std::pair(RLIMIT_CPU, 1U), {RLIMIT_NOFILE, 10U}, {RLIMIT_STACK, 1U << 20}}) {
            rlimit both{};
            getrlimit(resource, &both);
            both.rlim_cur = low;
            if (setrlimit(resource, &both) != 0) _exit(120);
        }
    });
    assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    assert_text(helper.limit("Max stack size"), "8388608 8388608");
    expect_nothing_left(helper);
}

TEST(it_has_the_wall_its_connection_and_no_file) {
    SpawnedHelper helper(bench->program());
    assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    int sockets = 0;
    const std::string folder = "/proc/" + std::to_string(helper.pid()) + "/fd";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const int number = std::stoi(entry.path().filename().string());
        const std::string target = std::filesystem::read_symlink(entry.path()).string();
        if (number < 3) continue;  // the test's own terminal; the module opens /dev/null
        const bool socket = target.starts_with("socket:");
        if (socket) ++sockets;
        if (!socket && !target.starts_with("anon_inode:"))
            fail_msg("%d: %s", number, target.c_str());
    }
    assert_in_range(sockets, 2, 4);  // the wall, the connection, libcurl's own pair for waking up
}

TEST(a_key_log_or_proxy_in_the_environment_does_nothing) {
    const TemporaryFolder folder;
    assert_int_equal(chmod(folder.path_of("").c_str(), 0777), 0);
    const std::string key_log = folder.path_of("keys");
    const std::string proxy = bench->faults.url("proxy");
    bench->faults.forget();
    SpawnedHelper helper(bench->program(), nullptr,
                         {"SSLKEYLOGFILE=" + key_log, "https_proxy=" + proxy, "ALL_PROXY=" + proxy,
                          "HOME=" + folder.path_of("")});
    assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    assert_int_not_equal(access(key_log.c_str(), F_OK), 0);
    assert_int_equal(bench->faults.count("proxy"), 0);
}

// Its memory holds the key, the number and the code.
TEST(a_crash_leaves_no_core) {
    const TemporaryFolder folder;
    assert_int_equal(chmod(folder.path_of("").c_str(), 0777), 0);
    const auto ask_for_a_core = [&] {
        const rlimit all{RLIM_INFINITY, RLIM_INFINITY};
        if (setrlimit(RLIMIT_CORE, &all) != 0 || chdir(folder.path_of("").c_str()) != 0) _exit(120);
    };
    SpawnedHelper another(bench->program(), [&] {
        ask_for_a_core();
        execl("/bin/sh", "sh", "-c", "kill -ABRT $$", nullptr);
    });
    // This machine is one that dumps, or the rest shows nothing: see core(5).
    assert_true(WCOREDUMP(another.end()));

    for (const int signal : {SIGABRT, SIGSEGV, SIGQUIT}) {
        // A sanitizer, where the build has one, would make an exit of it.
        SpawnedHelper helper(bench->program(), ask_for_a_core, {"ASAN_OPTIONS=handle_segv=0"});
        assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
        kill(helper.pid(), signal);
        const int status = helper.end();
        assert_true(WIFSIGNALED(status));
        assert_int_equal(WTERMSIG(status), signal);
        assert_false(WCOREDUMP(status));
    }
}

TEST(it_ends_when_the_wall_is_closed) {
    SpawnedHelper helper(bench->program());
    assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    helper.hang_up();
    helper.ends_with(EX_OK);
}

TEST(it_ends_by_itself_after_its_longest_life) {
    OpeningRecord opening = bench->opening();
    opening.longest_life_ms = 1200;
    SpawnedHelper helper(bench->program());
    helper.give(&opening, sizeof opening);
    helper.ends_with(EX_OK);
}

// It says at once what is missing, has been given nothing, has asked nobody, and ends.
void refuses(SpawnedHelper& helper, const char* reason) {
    bench->faults.forget();
    assert_contains(helper.confined(), reason);
    helper.ends_with(EX_UNAVAILABLE);
    assert_int_equal(bench->faults.count("tls"), 0);
}

TEST(without_its_account_it_refuses_and_says_how_to_make_it) {
    bench->accounts.have_no_account();
    {
        SpawnedHelper helper(bench->program());
        refuses(helper, "step account: the user _infobip-otp does not exist: adduser --system");
    }
    for (const auto& [uid, gid] : {std::pair(0, 5), {5, 0}}) {
        bench->accounts.have_account(uid, gid);
        SpawnedHelper helper(bench->program());
        refuses(helper, "has uid or gid 0");
    }
    bench->accounts.have_account(AccountFile::uid, AccountFile::gid);
}

TEST(without_its_account_it_still_works_for_a_host_that_is_not_root) {
    bench->accounts.have_no_account();
    SpawnedHelper helper(bench->program(), [] {
        if (setresuid(65534, 65534, 65534) != 0) _exit(120);
    });
    assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    bench->accounts.have_account(AccountFile::uid, AccountFile::gid);
}

// As in a container that has taken these from root.
TEST(without_the_capability_to_drop_it_refuses) {
    for (const auto& [capability, reason] :
         {std::pair(CAP_SETGID, "step setgroups"), {CAP_SETUID, "step setresuid"}}) {
        SpawnedHelper helper(bench->program(), [taken = capability] {
            if (prctl(PR_CAPBSET_DROP, taken, 0, 0, 0) != 0) _exit(120);
        });
        refuses(helper, reason);
    }
}

TEST(a_limit_that_is_too_low_is_refused_by_name) {
    SpawnedHelper helper(bench->program(), [] {
        const rlimit few{20, 20};
        if (setrlimit(RLIMIT_NOFILE, &few) != 0 || setresuid(65534, 65534, 65534) != 0) _exit(120);
    });
    refuses(helper, "step limits: RLIMIT_NOFILE is 20");
}

// vsftpd lets its own processes have 200 MiB, for good where root may not raise a limit again.
TEST(the_least_address_space_that_it_takes_suffices) {
#if !defined(__SANITIZE_ADDRESS__)  // whose shadow is terabytes
    for (const rlim_t mebibytes : {128U, 200U}) {
        SpawnedHelper helper(bench->program(), [size = mebibytes << 20] {
            const rlimit both{size, size};
            if (setrlimit(RLIMIT_AS, &both) != 0) _exit(120);
        });
        assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    }
#endif
}

TEST(each_step_that_fails_or_lies_is_refused_by_name) {
    struct Row {
        BlockedCall call;
        std::uint32_t error;  // 0: does nothing and says it did
        const char* reason;
    };
    const Row table[] = {
        {{SYS_umask, {}}, 0, "step umask"},
        {{SYS_setgroups, {}}, EPERM, "step setgroups"},
        {{SYS_setresgid, {}}, EPERM, "step setresgid"},
        {{SYS_setresgid, {}}, 0, "step setresgid"},
        {{SYS_setresuid, AccountFile::uid}, EPERM, "step setresuid"},
        {{SYS_setresuid, AccountFile::uid}, 0, "step setresuid"},
        {{SYS_capset, {}}, EPERM, "step capabilities"},
        {{SYS_prctl, PR_CAP_AMBIENT}, EPERM, "step capabilities"},
        {{SYS_setresuid, 0U}, 0, "step no way back"},
        {{SYS_prctl, PR_SET_NO_NEW_PRIVS}, EINVAL, "step no new privileges"},
        {{SYS_prctl, PR_SET_NO_NEW_PRIVS}, 0, "step no new privileges"},
        {{SYS_prctl, PR_SET_DUMPABLE}, EINVAL, "step not dumpable"},
    };
    for (const Row& row : table) {
        // A leak checker, where the build has one, needs the very calls that fail here.
        SpawnedHelper helper(bench->program(), [&] { block(row.call, row.error); },
                             {"ASAN_OPTIONS=detect_leaks=0"});
        refuses(helper, row.reason);
    }
}

TEST(run_by_hand_it_says_what_it_is) {
    for (const char* argument : {"", " --help", " x"}) {
        FILE* output = popen((bench->program() + argument + " 2>&1 3<&-").c_str(), "r");
        std::array<char, 512> text{};
        assert_non_null(output);
        assert_true(fread(text.data(), 1, text.size() - 1, output) > 0);
        assert_contains(text.data(), "started by pam_infobip_otp.so");
        assert_int_equal(WEXITSTATUS(pclose(output)), EX_USAGE);
    }
}

}  // namespace

int main() {
    if (!is_root()) return 77;
    return run_the_tests("helper_confinement", start_bench, end_bench);
}
