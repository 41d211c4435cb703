// SPDX-License-Identifier: MIT
// A process number that has become somebody else's between the start of the helper and the handle
// on it, as the caller of su can arrange by stopping su there. In a program of its own: it stands
// in for pidfd_open(2).
#include "link/helper_process.hpp"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/system_clock.hpp"
#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

pid_t number_reused_by = 0;  // 0: pidfd_open(2) as it is

// Nobody's child here, and answers each byte with one for as long as it lives.
struct Bystander {
    Bystander() {
        int asked[2];
        int answered[2];
        assert_int_equal(pipe(asked), 0);
        assert_int_equal(pipe(answered), 0);
        const pid_t between = fork();
        if (between == 0) {
            const pid_t own = fork();
            if (own != 0) _exit(write(answered[1], &own, sizeof own) == sizeof own ? 0 : 1);
            close(asked[1]);
            char byte = 0;
            while (read(asked[0], &byte, 1) == 1)
                if (write(answered[1], &byte, 1) != 1) break;
            _exit(0);
        }
        assert_int_equal(waitpid(between, nullptr, 0), between);
        close(asked[0]);
        close(answered[1]);
        to = asked[1];
        from = answered[0];
        assert_int_equal(read(from, &pid, sizeof pid), sizeof pid);
    }
    ~Bystander() {
        close(to);
        close(from);
    }
    Bystander(const Bystander&) = delete;
    Bystander& operator=(const Bystander&) = delete;

    [[nodiscard]] bool lives() const {
        char byte = 'x';
        return write(to, &byte, 1) == 1 && read(from, &byte, 1) == 1;
    }

    pid_t pid = -1;
    int to = -1;
    int from = -1;
};

void a_process_that_took_the_helpers_number_is_not_killed(void**) {
    signal(SIGPIPE, SIG_IGN);
    const Bystander bystander;
    assert_true(bystander.lives());
    number_reused_by = bystander.pid;
    const auto started = HelperProcess::start(FAKE_HELPER);
    number_reused_by = 0;
    assert_false(started.has_value());
    assert_text(started.error().message, "the helper ended before there was a handle on it");
    assert_true(bystander.lives());
}

void a_helper_that_was_ended_is_reaped(void**) {
    {
        auto started = HelperProcess::start(FAKE_HELPER);
        assert_true(started.has_value());
        started->end();
        ReplyRecord reply;
        const SystemClock clock;
        assert_same(started->receive(reply, clock.since_boot() + std::chrono::hours(1), clock),
                    HelperProcess::Answered::closed);
    }
    assert_int_equal(waitpid(-1, nullptr, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

}  // namespace

// The helper has ended and was reaped by then.
extern "C" int pidfd_open(pid_t pid, unsigned flags) {
    if (number_reused_by != 0) {
        kill(pid, SIGKILL);
        waitpid(pid, nullptr, 0);
        pid = number_reused_by;
    }
    return static_cast<int>(syscall(SYS_pidfd_open, pid, flags));
}

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_process_that_took_the_helpers_number_is_not_killed),
        cmocka_unit_test(a_helper_that_was_ended_is_reaped),
    };
    return cmocka_run_group_tests_name("helper_process", tests, nullptr, nullptr);
}
