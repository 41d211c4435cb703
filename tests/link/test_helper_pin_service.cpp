// SPDX-License-Identifier: MIT
// The module's side of the wall, against helpers that behave and helpers that do not.
#include "link/helper_pin_service.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "base/system_clock.hpp"
#include "cmocka.hpp"
#include "fakes/yardstick.hpp"

using namespace infobip_otp;
using infobip_otp::testing::stretched;

namespace {

std::string folder;

// The fake under the name of what it is to do. A new file: one that still ends keeps its own busy.
std::string helper(const std::string& name) {
    const std::string path = folder + "/" + name;
    std::filesystem::remove(path);
    std::filesystem::copy_file(FAKE_HELPER, path);
    chmod(path.c_str(), 0755);
    return path;
}

HelperSetup setup(const std::string& program) {
    HelperSetup made;
    made.program = program;
    made.base_url = "https://localhost:1";
    made.api_key = [] { return Result<Secret>(Secret("K-E-Y")); };
    made.application_id = "APP";
    made.message_id = "MSG";
    made.request_timeout = stretched(std::chrono::milliseconds(200));
    made.longest_life = std::chrono::minutes(1);
    return made;
}

const PhoneNumber& number() {
    static const PhoneNumber alice = *PhoneNumber::parse("+41793026727");
    return alice;
}

PinReply send_through(const std::string& program) {
    SystemClock clock;
    HelperPinService pins(setup(program), clock);
    return pins.send(number());
}

std::size_t open_descriptors() {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        static_cast<void>(entry);
        ++count;
    }
    return count;
}

TEST(send_resend_and_verify_share_one_helper) {
    SystemClock clock;
    HelperPinService pins(setup(helper("honest")), clock);
    assert_true(pins.make_ready().has_value());
    const PinReply sent = pins.send(number());
    assert_same(sent.outcome, PinOutcome::sent);
    assert_text(sent.pin_id.reveal(), "PIN-1_a");
    assert_text(sent.detail, "key=K-E-Y to=41793026727");
    assert_text(sent.provider_request_id, "req?-9");
    assert_same(pins.resend(sent.pin_id).outcome, PinOutcome::sent);
    assert_same(pins.verify(sent.pin_id, Secret("000000")).outcome, PinOutcome::wrong_code);
    assert_same(pins.verify(sent.pin_id, Secret("123456")).outcome, PinOutcome::verified);
}

const char* const clean =
    "argv0=infobip-otp-helper variables=0 descriptors=01234 cwd=/ session=own signals=0";

TEST(the_helper_gets_a_clean_process) {
    setenv("SSLKEYLOGFILE", "/tmp/x", 1);
    const int leaked = open("/dev/null", O_RDONLY);
    assert_text(send_through(helper("surroundings")).detail, clean);
    close(leaked);
    unsetenv("SSLKEYLOGFILE");
}

// Runs `what` in a child of its own, whose state it may spoil; its result is the exit code.
template <class What>
int in_a_child(What what) {
    const pid_t pid = fork();
    if (pid == 0) _exit(what());
    int status = 0;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

TEST(closed_standard_descriptors_do_not_matter) {
    const std::string program = helper("surroundings");
    assert_int_equal(in_a_child([&] {
                         for (int number = 0; number <= 2; ++number) close(number);
                         return send_through(program).detail == clean ? 0 : 1;
                     }),
                     0);
}

TEST(signals_that_the_caller_ignores_or_blocks_do_not_matter) {
    const std::string program = helper("surroundings");
    assert_int_equal(in_a_child([&] {
                         sigset_t all;
                         sigfillset(&all);
                         sigprocmask(SIG_SETMASK, &all, nullptr);
                         for (const int each : {SIGCHLD, SIGPIPE, SIGTERM, SIGINT})
                             signal(each, SIG_IGN);
                         if (send_through(program).detail != clean) return 1;
                         struct sigaction now {};
                         sigaction(SIGCHLD, nullptr, &now);
                         return now.sa_handler == SIG_IGN ? 0 : 2;
                     }),
                     0);
}

TEST(no_process_and_no_descriptor_is_left) {
    const std::size_t before = open_descriptors();
    for (const char* name : {"honest", "dies-at-once", "short-record"})
        static_cast<void>(send_through(helper(name)));
    static_cast<void>(send_through(folder + "/missing"));
    assert_int_equal(open_descriptors(), before);
    assert_int_equal(waitpid(-1, nullptr, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

TEST(a_helper_prepared_before_is_the_one_that_is_asked) {
    SystemClock clock;
    HelperPinService pins(setup(helper("honest")), clock);
    const std::size_t before = open_descriptors();
    pins.prepare();
    const std::size_t prepared = open_descriptors();
    assert_int_equal(prepared, before + 2);  // the wall and the lifeline
    // Another one could not be started.
    std::filesystem::remove(folder + "/honest");
    pins.prepare();
    assert_same(pins.send(number()).outcome, PinOutcome::sent);
    assert_int_equal(open_descriptors(), prepared);
}

TEST(what_failed_while_preparing_is_told_by_the_next_call) {
    SystemClock clock;
    HelperPinService pins(setup(folder + "/missing"), clock);
    pins.prepare();
    const PinReply reply = pins.send(number());
    assert_same(reply.outcome, PinOutcome::helper_unusable);
    assert_contains(reply.detail, "/missing: No such file or directory");
    assert_text(pins.send(number()).detail, "the helper has ended before");
}

TEST(a_helper_that_is_gone_is_a_local_failure) {
    for (const char* name : {"dies-at-once", "dies-at-the-request"}) {
        const PinReply reply = send_through(helper(name));
        assert_same(reply.outcome, PinOutcome::helper_failed);
        assert_text(reply.detail, "the helper ended before it answered");
    }
}

TEST(a_helper_that_died_is_never_started_again) {
    SystemClock clock;
    HelperPinService pins(setup(helper("dies-after-one")), clock);
    const PinReply sent = pins.send(number());
    assert_same(sent.outcome, PinOutcome::sent);
    assert_same(pins.verify(sent.pin_id, Secret("123456")).outcome, PinOutcome::helper_failed);
    const PinReply again = pins.send(number());
    assert_same(again.outcome, PinOutcome::helper_failed);
    assert_text(again.detail, "the helper has ended before");
}

TEST(a_helper_that_does_not_answer_is_killed_after_its_time_and_a_second) {
    SystemClock clock;
    const auto begun = clock.since_boot();
    const PinReply reply = send_through(helper("deaf"));
    assert_same(reply.outcome, PinOutcome::helper_failed);
    assert_text(reply.detail, "the helper did not answer in time");
    const auto least = stretched(std::chrono::milliseconds(200)) + std::chrono::seconds(1);
    assert_true(clock.since_boot() - begun >= least);
}

TEST(a_helper_that_refused_to_start_says_why) {
    const PinReply reply = send_through(helper("unusable"));
    assert_same(reply.outcome, PinOutcome::helper_unusable);
    assert_text(reply.detail, "the user _infobip-otp does not exist");
}

TEST(records_that_make_no_sense_are_a_local_failure) {
    for (const char* name :
         {"other-kind", "no-outcome", "unknown-outcome", "always-verified", "unsafe-pin-id",
          "unended-text", "status-of-nowhere", "twice-fresh", "short-record", "long-record"}) {
        const PinReply reply = send_through(helper(name));
        if (reply.outcome != PinOutcome::helper_failed) fail_msg("believed: %s", name);
        assert_true(reply.pin_id.empty());
    }
}

TEST(sent_is_no_answer_to_a_verify) {
    SystemClock clock;
    HelperPinService pins(setup(helper("always-sent")), clock);
    assert_same(pins.verify(Secret("PIN"), Secret("123456")).outcome, PinOutcome::helper_failed);
}

TEST(a_helper_of_another_version_is_refused_politely) {
    for (const char* name : {"other-version", "other-version-later"}) {
        const PinReply reply = send_through(helper(name));
        assert_same(reply.outcome, PinOutcome::helper_failed);
        assert_contains(reply.detail, "record version 3 and this module 2: restart this service");
    }
}

// Its first record is a promise; without it the key stays here.
TEST(a_helper_that_has_not_said_that_it_is_confined_is_given_nothing) {
    for (const char* name :
         {"says-nothing", "unended-problem", "other-beginning", "short-beginning"}) {
        const PinReply reply = send_through(helper(name));
        if (reply.outcome != PinOutcome::helper_failed) fail_msg("believed: %s", name);
        assert_int_equal(reply.detail.find("key="), std::string::npos);
    }
}

TEST(a_helper_that_cannot_be_trusted_or_started_is_unusable) {
    const auto detail_of = [](const std::string& program) {
        const PinReply reply = send_through(program);
        assert_same(reply.outcome, PinOutcome::helper_unusable);
        return reply.detail;
    };
    assert_contains(detail_of(folder + "/missing"), "/missing: No such file or directory");
    const std::string plain = helper("plain");
    chmod(plain.c_str(), 0644);
    assert_contains(detail_of(plain), "/plain: Permission denied");
    const std::string shared = helper("shared");
    chmod(shared.c_str(), 0777);
    assert_contains(detail_of(shared), "chmod go-w");
    std::filesystem::create_symlink(shared, folder + "/link");
    assert_contains(detail_of(folder + "/link"), "symbolic link");
    assert_contains(detail_of(folder), "not a regular file");
}

TEST(without_descriptors_the_helper_is_unusable_and_nothing_is_left) {
    const std::string program = helper("honest");
    assert_int_equal(in_a_child([&] {
                         const rlimit none{4, 4};
                         setrlimit(RLIMIT_NOFILE, &none);
                         return send_through(program).outcome == PinOutcome::helper_unusable ? 0
                                                                                             : 1;
                     }),
                     0);
}

TEST(a_setting_that_does_not_fit_is_refused_before_the_start) {
    SystemClock clock;
    HelperSetup wide = setup(helper("honest"));
    wide.application_id = std::string(256, 'a');
    HelperPinService pins(std::move(wide), clock);
    assert_same(pins.send(number()).outcome, PinOutcome::helper_unusable);
}

int make_folder(void**) {
    char made[] = "/tmp/infobip-otp-link.XXXXXX";
    if (mkdtemp(made) == nullptr) return 1;
    folder = made;
    return 0;
}

int remove_folder(void**) {
    std::filesystem::remove_all(folder);
    return 0;
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("helper_pin_service", make_folder, remove_folder);
}
