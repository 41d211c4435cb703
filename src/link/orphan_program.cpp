// SPDX-License-Identifier: MIT
// Orphan program: the process between, and what it starts.
#include "link/orphan_program.hpp"

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>

namespace infobip_otp {
namespace {

constexpr std::size_t stack_size = 64 * 1024;

struct SpawnActions {
    posix_spawn_file_actions_t actions;
    SpawnActions() { posix_spawn_file_actions_init(&actions); }
    ~SpawnActions() { posix_spawn_file_actions_destroy(&actions); }
    SpawnActions(const SpawnActions&) = delete;
    SpawnActions& operator=(const SpawnActions&) = delete;
};

struct SpawnAttributes {
    posix_spawnattr_t attributes;
    SpawnAttributes() { posix_spawnattr_init(&attributes); }
    ~SpawnAttributes() { posix_spawnattr_destroy(&attributes); }
    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;
};

struct Stack {
    void* bytes = mmap(nullptr, stack_size, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    Stack() = default;
    ~Stack() {
        if (is_there()) munmap(bytes, stack_size);
    }
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;

    [[nodiscard]] bool is_there() const { return bytes != MAP_FAILED; }
    [[nodiscard]] void* top() const { return static_cast<std::byte*>(bytes) + stack_size; }
};

// A handler of the host must not run in what has the host's memory and is not the host.
struct NoSignals {
    sigset_t before{};
    NoSignals() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, &before);
    }
    ~NoSignals() { pthread_sigmask(SIG_SETMASK, &before, nullptr); }
    NoSignals(const NoSignals&) = delete;
    NoSignals& operator=(const NoSignals&) = delete;
};

int describe_files(posix_spawn_file_actions_t& actions, const OrphanProgram& program) {
    for (int number = 0; number <= 2; ++number)
        if (int error = posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0))
            return error;
    if (int error = posix_spawn_file_actions_adddup2(&actions, program.wall, wall_in_orphan))
        return error;
    if (int error =
            posix_spawn_file_actions_adddup2(&actions, program.lifeline, lifeline_in_orphan))
        return error;
    if (int error = posix_spawn_file_actions_addclosefrom_np(&actions, first_free_in_orphan))
        return error;
    return posix_spawn_file_actions_addchdir_np(&actions, "/");
}

// A session of its own keeps Ctrl-Z and Ctrl-C of the caller's terminal away; masks and
// dispositions are those of a fresh process, whatever the host or its caller set.
int describe_process(posix_spawnattr_t& attributes) {
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    if (int error = posix_spawnattr_setsigmask(&attributes, &none)) return error;
    if (int error = posix_spawnattr_setsigdefault(&attributes, &all)) return error;
    return posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

struct Start {
    const OrphanProgram& program;
    const posix_spawn_file_actions_t& files;
    const posix_spawnattr_t& attributes;
    pid_t host;
};

// The end of the lifeline is a signal that also ends a process that is stopped. 0, or an errno.
int tie(pid_t started, int lifeline) {
    if (fcntl(lifeline, F_SETSIG, SIGKILL) == 0 &&
        fcntl(lifeline, F_SETFL, O_RDWR | O_ASYNC | O_NONBLOCK) == 0 &&
        fcntl(lifeline, F_SETOWN, started) == 0)
        return 0;
    const int error = errno;
    kill(started, SIGKILL);
    return error;
}

// The process between, in the host's memory while the host's thread waits. The exit status: 0, or
// an errno.
int be_between(void* what) {
    const Start& start = *static_cast<const Start*>(what);
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (getppid() != start.host) return ESRCH;
    // Where the host ignores it, the number of a program that ends could be another's at once.
    struct sigaction by_default {};
    by_default.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &by_default, nullptr);

    char* const arguments[] = {const_cast<char*>(start.program.name), nullptr};
    char* const environment[] = {nullptr};
    pid_t started = -1;
    if (int error = posix_spawn(&started, start.program.path, &start.files, &start.attributes,
                                arguments, environment))
        return error;
    return tie(started, start.program.lifeline);
}

// 0, or an errno.
int run_between(Start& start) {
    const Stack stack;
    if (!stack.is_there()) return ENOMEM;
    // No exit signal: its end is not told to the host, whose own wait(2) does not find it.
    const pid_t between = clone(be_between, stack.top(), CLONE_VM | CLONE_VFORK, &start);
    if (between < 0) return errno;
    int status = 0;
    while (waitpid(between, &status, __WALL) < 0)
        if (errno != EINTR) return 0;  // another thread waits for everything; the wall will tell
    return WIFEXITED(status) ? WEXITSTATUS(status) : ECANCELED;
}

// Whoever runs su may signal what has their real uid. The process between is born with root's, and
// so is the thread that starts it: a SIGSTOP for everything, kill(-1), that meets the thread while
// it clones is handed on to the child, whoever that belongs to (copy_process() of the kernel). By
// the bare calls: libc's own change every thread of the process.
int run_between_as_root(Start& start) {
    uid_t real = 0;
    uid_t effective = 0;
    uid_t saved = 0;
    getresuid(&real, &effective, &saved);
    if (syscall(SYS_setresuid, 0, 0, 0) != 0) return errno;
    const int error = run_between(start);
    if (syscall(SYS_setresuid, real, effective, saved) != 0) return errno;
    return error;
}

}  // namespace

int start_orphan(const OrphanProgram& program) {
    SpawnActions files;
    SpawnAttributes process;
    if (const int error = describe_files(files.actions, program)) return error;
    if (const int error = describe_process(process.attributes)) return error;
    Start start{program, files.actions, process.attributes, getpid()};
    const NoSignals blocked;
    const bool is_callers = geteuid() == 0 && getuid() != 0;
    return is_callers ? run_between_as_root(start) : run_between(start);
}

}  // namespace infobip_otp
