// SPDX-License-Identifier: MIT
// Children: a piece of a test in processes of its own, killed or waited for.
#pragma once

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <vector>

#include "cmocka.hpp"

namespace infobip_otp::testing {

// Starts `action` in a child, which ends with what it returns. 99: an exception.
inline pid_t start_child(const std::function<int()>& action) {
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child != 0) return child;
    int code = 99;
    try {
        code = action();
    } catch (...) {
    }
    _exit(code);
}

// The exit status of a child, or -signal.
inline int wait_for_child(pid_t child) {
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

enum class Step { killed, finished };

// Runs `action` in a child and kills it at its nth stop; each system call stops it twice, before
// and after. finished: it made fewer, and returned 0.
inline Step kill_at(unsigned n, const std::function<int()>& action) {
    const pid_t child = start_child([&] {
        if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) return 98;
        raise(SIGSTOP);
        return action();
    });
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSTOPPED(status));
    for (unsigned stop = 0; stop < n; ++stop) {
        assert_int_equal(ptrace(PTRACE_SYSCALL, child, nullptr, nullptr), 0);
        assert_int_equal(waitpid(child, &status, 0), child);
        if (WIFEXITED(status)) {
            assert_int_equal(WEXITSTATUS(status), 0);
            return Step::finished;
        }
        assert_true(WIFSTOPPED(status));
    }
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(wait_for_child(child), -SIGKILL);
    return Step::killed;
}

}  // namespace infobip_otp::testing
