// SPDX-License-Identifier: MIT
// Children: a piece of a test in processes of its own, killed or waited for.
#pragma once

#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <optional>
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

enum class Step { stopped, killed, finished };

// A child that stops before and after each of its system calls.
class SteppedChild {
  public:
    explicit SteppedChild(const std::function<int()>& action) {
        child_ = start_child([&] {
            if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) return 98;
            raise(SIGSTOP);
            return action();
        });
        int status = 0;
        assert_int_equal(waitpid(child_, &status, 0), child_);
        assert_true(WIFSTOPPED(status));
        // Without it entered() is not told which call it is.
        const long told_apart = PTRACE_O_TRACESYSGOOD;
        assert_int_equal(ptrace(PTRACE_SETOPTIONS, child_, nullptr, told_apart), 0);
    }

    // Lets it go on for `stops` stops.
    Step advance(unsigned stops) {
        for (unsigned stop = 0; stop < stops; ++stop) {
            assert_int_equal(ptrace(PTRACE_SYSCALL, child_, nullptr, nullptr), 0);
            int status = 0;
            assert_int_equal(waitpid(child_, &status, 0), child_);
            if (WIFEXITED(status)) {
                code_ = WEXITSTATUS(status);
                return Step::finished;
            }
            assert_true(WIFSTOPPED(status));
        }
        return Step::stopped;
    }

    // The system call that it stopped before, and its first argument; nullopt: after one.
    struct SystemCall {
        std::uint64_t number = 0;
        std::uint64_t argument = 0;
    };
    [[nodiscard]] std::optional<SystemCall> entered() const {
        __ptrace_syscall_info info{};
        assert_true(ptrace(PTRACE_GET_SYSCALL_INFO, child_, sizeof info, &info) > 0);
        if (info.op != PTRACE_SYSCALL_INFO_ENTRY) return std::nullopt;
        return SystemCall{info.entry.nr, info.entry.args[0]};
    }

    // Lets it go on to its end, with the signals that it gets; returns what it returns.
    int finish() {
        assert_int_equal(ptrace(PTRACE_DETACH, child_, nullptr, nullptr), 0);
        return wait_for_child(child_);
    }

    void kill_now() {
        assert_int_equal(kill(child_, SIGKILL), 0);
        assert_int_equal(wait_for_child(child_), -SIGKILL);
    }

    [[nodiscard]] pid_t pid() const { return child_; }

    // What it returned, once it has finished.
    [[nodiscard]] int code() const { return code_; }

  private:
    pid_t child_ = -1;
    int code_ = -1;
};

// Runs `action` in a child and kills it at its nth stop; each system call stops it twice, before
// and after. finished: it made fewer, and returned 0.
inline Step kill_at(unsigned n, const std::function<int()>& action) {
    SteppedChild child(action);
    if (child.advance(n) == Step::finished) {
        assert_int_equal(child.code(), 0);
        return Step::finished;
    }
    child.kill_now();
    return Step::killed;
}

}  // namespace infobip_otp::testing
