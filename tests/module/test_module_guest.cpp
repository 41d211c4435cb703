// SPDX-License-Identifier: MIT
// A guest's manners: whatever happens, the host's process is afterwards as it was before, and what
// its caller did to it (limits, signals, descriptors, items) opens no door.
#include <fcntl.h>
#include <security/pam_appl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "children.hpp"
#include "cmocka.hpp"
#include "fakes/yardstick.hpp"
#include "module/driven_login.hpp"

using namespace infobip_otp::testing;

namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A fake helper that does what it is called (tests/fakes/fake_helper.cpp); its code is 123456.
std::string fake_helper(const ModuleFixture& login, const std::string& name) {
    const std::string path = login.folder.path_of(name);
    fs::remove(path);  // one that still ends keeps its own file busy
    fs::copy_file(FAKE_HELPER, path);
    chmod(path.c_str(), 0755);
    return path;
}

// The working settings with another helper.
void use_helper(ModuleFixture& login, const std::string& path, const std::string& more = "") {
    std::ifstream in(login.folder.path_of("conf"));
    std::string content;
    for (std::string line; std::getline(in, line);)
        if (!line.starts_with("helper = ")) content += line + "\n";
    login.folder.write("conf", content + "helper = " + path + "\n" + more, 0644);
}

long kilobytes(pid_t process, const std::string& name) {
    std::ifstream in("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(name + ":")) return std::stol(line.substr(name.size() + 1));
    return -1;
}

std::size_t descriptors_of(pid_t process) {
    const fs::path folder = "/proc/" + std::to_string(process) + "/fd";
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// Exactly so many, zombies too; true where this build cannot tell.
bool has_children(pid_t process, unsigned expected) {
    if (!is_plain_build) return true;
    std::ifstream in("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) +
                     "/children");
    unsigned count = 0;
    for (std::string child; in >> child;) ++count;
    return count == expected;
}

TEST(every_way_out_leaves_the_host_as_it_was) {
    Door door{"in sshd, allow", true, true, true};
    std::string wrong;
    for (const DocRow& how : read_doc_table(VERDICTS, "How each row is brought about")) {
        if (!can_be_driven(how)) continue;
        prepare(door);
        const DrivenResult seen = drive(how, door);
        if (door.host->spent() && !seen.pam.crashed) continue;  // its limit is the test's own
        if (seen.pam.crashed) wrong += how.at("row") + ": the host crashed\n";
        if (!seen.pam.changed.empty()) wrong += how.at("row") + ":\n" + seen.pam.changed;
        if (!has_children(door.host->pid(), 0)) wrong += how.at("row") + ": a child is left\n";
    }
    std::fputs(wrong.c_str(), stderr);
    assert_true(wrong.empty());
}

TEST(a_thousand_calls_leak_neither_memory_nor_descriptors_nor_children) {
    constexpr int warm_up = 200;
    constexpr int calls = 1000;
    // Far less than one buffer a call, far more than what malloc's own bookkeeping varies by.
    constexpr long most_growth_kb = 400;
    HostProcess host;
    ModuleFixture login;
    login.host.process = &host;
    use_helper(login, fake_helper(login, "honest"),
               "resend_wait = 0s\nverify_pause = 0s\nsends_per_user = off\n");
    long before = 0;
    std::size_t descriptors = 0;
    for (int call = 0; call < warm_up + calls; ++call) {
        if (call == warm_up) {
            before = kilobytes(host.pid(), "VmRSS");
            descriptors = descriptors_of(host.pid());
        }
        switch (call % 5) {
            case 0: assert_int_equal(login.log_in({"123456"}).code, PAM_SUCCESS); break;
            case 1: assert_int_equal(login.log_in({"000000", "123456"}).code, PAM_SUCCESS); break;
            case 2: assert_int_equal(login.log_in({""}, other_user).code, PAM_USER_UNKNOWN); break;
            case 3: assert_int_equal(login.log_in({"r", "123456"}).code, PAM_SUCCESS); break;
            default: assert_int_equal(login.log_in_with("trys=1", {""}).code, PAM_SERVICE_ERR);
        }
    }
    const long growth = kilobytes(host.pid(), "VmRSS") - before;
    print_message("           %ld kB more after %d calls\n", growth, calls);
    assert_true(growth < most_growth_kb || !is_plain_build);
    assert_int_equal(descriptors_of(host.pid()), descriptors);
    assert_true(has_children(host.pid(), 0));
}

TEST(eight_threads_at_once_are_eight_logins) {
    constexpr unsigned threads = 8;
    constexpr unsigned logins = 4;
    std::atomic<unsigned> right{0};
    std::atomic<unsigned> wrong{0};
    std::vector<std::unique_ptr<ModuleFixture>> fixtures;
    for (unsigned i = 0; i < threads; ++i) {
        fixtures.push_back(std::make_unique<ModuleFixture>());
        const std::string number = "+41791112" + std::to_string(100 + i);
        fixtures[i]->users(user + ": " + number + "\n");
        fixtures[i]->settings("resend_wait = 0s\nverify_pause = 0s\ntries = 1\n");
    }
    std::vector<std::thread> people;
    for (unsigned i = 0; i < threads; ++i)
        people.emplace_back([&, i] {
            const std::string number = "+41791112" + std::to_string(100 + i);
            const Typed code(
                Typed::Later{[&] { return ModuleFixture::sandbox().newest_code(number); }});
            for (unsigned login = 0; login < logins; ++login) {
                if (fixtures[i]->log_in({code}).code == PAM_SUCCESS) ++right;
                if (fixtures[i]->log_in({"no code"}).code == PAM_ABORT) ++wrong;
            }
        });
    for (std::thread& person : people) person.join();
    assert_int_equal(right, threads * logins);
    assert_int_equal(wrong, threads * logins);
    for (unsigned i = 0; i < threads; ++i)
        assert_int_equal(ModuleFixture::sandbox().messages("+41791112" + std::to_string(100 + i)),
                         2 * logins);
    assert_true(has_children(getpid(), 1));  // the sandbox
}

// One login in a child that was prepared by `prepare`; its PAM code, 100 for more prompts than
// answers, or -signal.
int login_in_child(ModuleFixture& login, const std::function<void()>& prepare,
                   const std::deque<Typed>& typed) {
    // Written before: the child may have no right to write files.
    login.host.stack("otp", "conf=" + login.folder.path_of("conf"));
    return wait_for_child(start_child([&] {
        prepare();
        const PamResult result = login.host.authenticate("otp", user, typed);
        return result.answered_too_often > 0 ? 100 : result.code;
    }));
}

TEST(a_host_that_ignores_sigchld_or_reaps_everything_gets_its_verdict) {
    const auto ignore = [] { std::signal(SIGCHLD, SIG_IGN); };
    const auto reap = [] {
        std::thread([] {
            for (;;)
                if (waitpid(-1, nullptr, 0) < 0) std::this_thread::sleep_for(milliseconds(1));
        }).detach();
    };
    for (const std::function<void()>& habit :
         {std::function<void()>(ignore), std::function<void()>(reap)}) {
        ModuleFixture login;
        login.settings("verify_pause = 0s\ntries = 2\n");
        assert_int_equal(login_in_child(login, habit, {"000000", ModuleFixture::right_code()}),
                         PAM_SUCCESS);
        assert_int_equal(login_in_child(login, habit, {"no", "no"}), PAM_ABORT);
    }
}

TEST(a_host_without_descriptors_0_to_2_gets_its_verdict) {
    const auto close_all = [] {
        for (int number = 0; number <= 2; ++number) close(number);
    };
    ModuleFixture login;
    login.settings("tries = 1\nresend_wait = 0s\n");
    assert_int_equal(login_in_child(login, close_all, {ModuleFixture::right_code()}), PAM_SUCCESS);
    assert_int_equal(login_in_child(login, close_all, {"no"}), PAM_ABORT);
    const int left_closed = wait_for_child(start_child([&] {
        close_all();
        login.log_in({ModuleFixture::right_code()});
        for (int number = 0; number <= 2; ++number)
            if (fcntl(number, F_GETFD) >= 0) return 1;
        return 0;
    }));
    assert_int_equal(left_closed, 0);
}

struct SmallLimit {
    const char* name;
    __rlimit_resource resource;
    std::vector<rlim_t> values;
};

// With fail-open on and a remote person: what a limit breaks is never an outage.
TEST(small_limits_deny_or_do_nothing_and_never_crash_the_host) {
    constexpr rlim_t mib = 1024 * 1024;
    const SmallLimit limits[] = {
        {"NOFILE", RLIMIT_NOFILE, {0, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16}},
        {"FSIZE", RLIMIT_FSIZE, {0, 1, 100, 2048, 3000, 4096, 8192}},
        {"AS", RLIMIT_AS, {1, mib, 64 * mib}},
        {"DATA", RLIMIT_DATA, {0, 64 * 1024, mib}},
        {"STACK", RLIMIT_STACK, {64 * 1024, mib}},
        {"NPROC", RLIMIT_NPROC, {0, 1}},
        {"CORE", RLIMIT_CORE, {0}},
        {"MEMLOCK", RLIMIT_MEMLOCK, {0}},
        {"SIGPENDING", RLIMIT_SIGPENDING, {0}},
        {"MSGQUEUE", RLIMIT_MSGQUEUE, {0}},
        {"CPU", RLIMIT_CPU, {20}},
    };
    for (const SmallLimit& limit : limits) {
        const bool is_memory = limit.resource == RLIMIT_AS || limit.resource == RLIMIT_DATA;
        if (is_memory && !is_plain_build) continue;
        for (const rlim_t value : limit.values)
            for (const bool right : {false, true}) {
                ModuleFixture login;
                login.settings(
                    "tries = 1\nwhen_unreachable = allow\nverify_pause = 0s\n"
                    "resend_wait = 0s\n");
                login.host.items[PAM_RHOST] = "192.0.2.7";
                login.begin_outage();
                const auto lower = [&] {
                    const rlimit both{value, value};
                    setrlimit(limit.resource, &both);
                };
                // The limit falls before the call, and at the prompt.
                for (const bool at_prompt : {false, true}) {
                    const Typed answer(Typed::Later{[&]() -> std::optional<std::string> {
                        const std::string code = ModuleFixture::sandbox().newest_code();
                        if (at_prompt) lower();
                        return right ? code : std::string("no code");
                    }});
                    const int code = login_in_child(
                        login, at_prompt ? [] {} : std::function<void()>(lower), {answer});
                    const bool fine = code > 0 && code != 100 && code != PAM_IGNORE;
                    if (!fine && !(right && code == PAM_SUCCESS))
                        fail_msg("RLIMIT_%s %lu %s, %s: %d", limit.name,
                                 static_cast<unsigned long>(value),
                                 at_prompt ? "at the prompt" : "before", right ? "right" : "wrong",
                                 code);
                }
            }
    }
}

TEST(items_of_64_kib_and_control_characters_are_cut_and_cleaned) {
    const std::string hostile = "\x1b[2J\nevent=verdict verdict=granted\r\x7f\xff\"=";
    const std::string large(64 * 1024, 'x');
    for (const std::string& value : {hostile, large, hostile + large}) {
        ModuleFixture login;
        login.settings("verify_pause = 0s\n");
        for (const int item : {PAM_RHOST, PAM_TTY, PAM_RUSER, PAM_XDISPLAY})
            login.host.items[item] = value;
        login.host.variables["SSH_AUTH_INFO_0"] = value;
        const PamResult result = login.log_in({ModuleFixture::right_code()});
        // What libpam does with it is its own affair: its audit record has no room for 64 KiB.
        assert_contains(result.log, " verdict=granted cause=code_accepted ");
        const bool is_small = value.size() < large.size();
        if (is_small) assert_int_equal(result.code, PAM_SUCCESS);
        const PamResult unknown = login.log_in({""}, value);
        assert_contains(unknown.log, " verdict=denied cause=unknown_account ");
        if (is_small) assert_int_equal(unknown.code, PAM_USER_UNKNOWN);
        for (const std::string& log : {result.log, unknown.log}) {
            std::size_t lines = 0;
            for (std::size_t begin = 0; begin < log.size(); ++lines) {
                const std::size_t end = log.find('\n', begin);
                assert_true(end - begin < 1500);
                const std::string line = log.substr(begin, end - begin);
                if (!line.starts_with("PAM audit_log_acct_message() failed"))  // libpam's
                    assert_contains(line.substr(0, 40), "pam_infobip_otp(otp:auth): event=");
                begin = end + 1;
            }
            assert_int_equal(std::count(log.begin(), log.end(), '\n'), lines);
            for (const char c : log) assert_true(c == '\n' || (c >= ' ' && c <= '~'));
            assert_lacks(log, " verdict=granted\r");
        }
        assert_lacks(unknown.log, "event=verdict verdict=granted cause=");
    }
}

TEST(user_and_password_of_the_host_are_never_written) {
    ModuleFixture login;
    login.settings("verify_pause = 0s\ntries = 2\nresend_wait = 0s\n");
    login.host.items[PAM_RHOST] = "192.0.2.7";
    login.host.items[PAM_RUSER] = "somebody";
    const auto with_witness = [&](std::deque<Typed> typed) {
        login.host.whole_stack("otp", "auth required " WITNESS
                                      " before\n"
                                      "auth [default=ignore] " PAM_MODULE " conf=" +
                                          login.folder.path_of("conf") +
                                          "\n"
                                          "auth required " WITNESS " after\n");
        return login.host.authenticate("otp", user, std::move(typed)).code;
    };
    assert_int_equal(with_witness({ModuleFixture::right_code()}), PAM_SUCCESS);
    assert_int_equal(with_witness({"no code", "no code"}), PAM_SUCCESS);
    assert_int_equal(with_witness({Typed::hang_up()}), PAM_SUCCESS);
    login.key("");
    assert_int_equal(with_witness({""}), PAM_SUCCESS);
}

// Stopped from its first instruction on, while the service is asked, at the prompt.
TEST(a_helper_that_is_stopped_at_any_moment_is_a_denial_in_time) {
    constexpr milliseconds moments[] = {milliseconds(0),  milliseconds(3),   milliseconds(10),
                                        milliseconds(30), milliseconds(100), milliseconds(300)};
    const auto in_time = stretched(seconds(2) + seconds(1) + seconds(10));  // and the machine's own
    DocRow how = {{"row", "stopped"},
                  {"settings", "`request_timeout = 2s`, `connect_timeout = 1s`"},
                  {"the service", "`stall=30s,route=send`"},
                  {"before", ""},
                  {"typed", "nothing"}};
    std::vector<Door> doors;
    for (std::size_t i = 0; i < std::size(moments); ++i) {
        doors.push_back({"in sshd, allow", true, true, true});
        prepare(doors.back());
    }
    std::vector<DrivenResult> seen(doors.size());
    std::vector<std::chrono::steady_clock::duration> taken(doors.size());
    std::vector<std::thread> people;
    for (std::size_t i = 0; i < doors.size(); ++i)
        people.emplace_back([&, i] {
            std::atomic<bool> over{false};
            std::thread stopper([&, i] {
                pid_t process = -1;
                while (process < 0 && !over) process = helper_of(doors[i].host->pid());
                std::this_thread::sleep_for(moments[i]);
                if (process > 0) kill(process, SIGSTOP);
            });
            const auto begun = std::chrono::steady_clock::now();
            seen[i] = drive(how, doors[i]);
            taken[i] = std::chrono::steady_clock::now() - begun;
            over = true;
            stopper.join();
        });
    for (std::thread& person : people) person.join();
    for (std::size_t i = 0; i < doors.size(); ++i) {
        assert_contains(seen[i].pam.log, "verdict=denied cause=helper_failed");
        assert_int_equal(seen[i].pam.code, PAM_MAXTRIES);
        assert_true(taken[i] < in_time);
        assert_text(seen[i].pam.changed, "");
        assert_true(has_children(doors[i].host->pid(), 0));
    }
}

// Continued after a while: the helper itself must see that it was away, and not call it an outage.
TEST(a_helper_that_was_stopped_for_a_while_is_no_outage) {
    Door door{"in sshd, allow", true, true, true};
    prepare(door);
    const DocRow how = {{"row", "stopped for a while"},
                        {"settings", "`request_timeout = 3s`"},
                        {"the service", "`stall=30s,route=send`"},
                        {"before", ""},
                        {"typed", "nothing"}};
    std::thread stopper([&] {
        pid_t process = -1;
        while (process < 0) process = helper_of(door.host->pid());
        std::this_thread::sleep_for(milliseconds(300));
        kill(process, SIGSTOP);
        std::this_thread::sleep_for(milliseconds(1800));
        kill(process, SIGCONT);
    });
    const DrivenResult seen = drive(how, door);
    stopper.join();
    assert_contains(seen.pam.log, "verdict=denied cause=helper_failed");
    assert_int_equal(seen.pam.code, PAM_MAXTRIES);
}

struct Madness {
    const char* name;  // of tests/fakes/fake_helper.cpp
    std::deque<Typed> typed;
};

TEST(a_helper_gone_mad_is_a_denial_with_fail_open_on) {
    const Madness all[] = {
        {"dies-at-once", {""}},         {"dies-at-the-request", {""}},
        {"dies-after-one", {"123456"}}, {"deaf", {""}},
        {"other-version", {""}},        {"other-kind", {""}},
        {"no-outcome", {""}},           {"unknown-outcome", {""}},
        {"always-verified", {""}},      {"always-sent", {"000000"}},
        {"unsafe-pin-id", {""}},        {"unended-text", {""}},
        {"status-of-nowhere", {""}},    {"twice-fresh", {""}},
        {"short-record", {""}},         {"long-record", {""}},
    };
    HostProcess host;
    for (const Madness& each : all) {
        ModuleFixture login;
        login.host.process = &host;
        login.host.items[PAM_RHOST] = "192.0.2.7";
        login.host.items[PAM_TTY] = "ssh";
        use_helper(login, fake_helper(login, each.name),
                   "when_unreachable = allow\nrequest_timeout = 500ms\nconnect_timeout = 300ms\n");
        login.begin_outage();
        const PamResult result = login.log_in(each.typed);
        if (result.log.find("verdict=denied cause=helper_failed") == std::string::npos)
            fail_msg("%s: %s", each.name, result.log.c_str());
        assert_int_equal(result.code, PAM_MAXTRIES);
        assert_text(result.changed, "");
        assert_true(has_children(host.pid(), 0));
    }
}

int end_sandbox(void**) {
    ModuleFixture::end_sandbox();
    return 0;
}

}  // namespace

int main() {
    return run_the_tests("module_guest", nullptr, end_sandbox);
}
