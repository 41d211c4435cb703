// SPDX-License-Identifier: MIT
// Starting, hearing and ending the helper.
#include "link/helper_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/file.hpp"

extern "C" {
#include <sys/pidfd.h>  // glibc 2.36 declares C functions there without saying so to C++
}

namespace infobip_otp {
namespace {

constexpr int socket_in_helper = 3;
constexpr int longest_wait_after_kill_ms = 2000;
constexpr int most_tries_to_reap = 100;  // a millisecond apart

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

// Above the numbers that the helper's own descriptors get: a caller may have closed 0 to 2, and
// the socket would be overwritten there.
Descriptor moved_up(int number) {
    Descriptor low(number);
    return Descriptor(fcntl(number, F_DUPFD_CLOEXEC, socket_in_helper + 1));
}

int describe_files(posix_spawn_file_actions_t& actions, int socket) {
    for (int number = 0; number <= 2; ++number)
        if (int error = posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDWR, 0))
            return error;
    if (int error = posix_spawn_file_actions_adddup2(&actions, socket, socket_in_helper))
        return error;
    if (int error = posix_spawn_file_actions_addclosefrom_np(&actions, socket_in_helper + 1))
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

Result<pid_t> spawn(const std::string& path, int socket) {
    SpawnActions files;
    SpawnAttributes process;
    int error = describe_files(files.actions, socket);
    if (error == 0) error = describe_process(process.attributes);
    pid_t pid = -1;
    if (error == 0) {
        char name[] = "infobip-otp-helper";
        char* arguments[] = {name, nullptr};
        char* environment[] = {nullptr};
        error = posix_spawn(&pid, path.c_str(), &files.actions, &process.attributes, arguments,
                            environment);
    }
    if (error != 0) return system_error("starting the helper " + path, error);
    return pid;
}

// Whoever may stop this process (the caller of su and sudo may) between the start and the handle
// can let the helper end, and the number become another process: one that we must never kill.
bool is_child(int process) {
    siginfo_t status{};
    return waitid(P_PIDFD, static_cast<id_t>(process), &status, WEXITED | WNOHANG | WNOWAIT) == 0;
}

// False: it has not ended. ECHILD: the host reaped it, or ignores SIGCHLD.
bool reap(int process) {
    siginfo_t status{};
    return waitid(P_PIDFD, static_cast<id_t>(process), &status, WEXITED | WNOHANG) != 0 ||
           status.si_pid != 0;
}

}  // namespace

Result<HelperProcess> HelperProcess::start(const std::string& path) {
    if (auto program = open_trusted(path, Privacy::open); !program) return program.error();

    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return system_error("a socket for the helper", errno);
    Descriptor ours = moved_up(pair[0]);
    const Descriptor theirs = moved_up(pair[1]);
    if (!ours.is_open() || !theirs.is_open())
        return system_error("a descriptor for the helper", errno);

    const auto pid = spawn(path, theirs.get());
    if (!pid) return pid.error();
    // Without a pidfd the helper is left alone: our end of the socket closes, and it ends.
    Descriptor process(pidfd_open(*pid, 0));
    if (!process.is_open()) return system_error("a handle on the helper", errno);
    if (!is_child(process.get())) return Error{"the helper ended before there was a handle on it"};
    return HelperProcess(std::move(ours), std::move(process));
}

void HelperProcess::end() {
    socket_.close();
    static_cast<void>(pidfd_send_signal(process_.get(), SIGKILL, nullptr, 0));
}

HelperProcess::~HelperProcess() {
    if (!process_.is_open()) return;
    end();
    pollfd ended{process_.get(), POLLIN, 0};
    while (poll(&ended, 1, longest_wait_after_kill_ms) < 0 && errno == EINTR) continue;
    // The handle may be readable an instant before waitid(2) finds the process: seen on Linux 6.18.
    for (int tries = 0; !reap(process_.get()) && tries < most_tries_to_reap; ++tries)
        poll(nullptr, 0, 1);
}

HelperProcess::Answered HelperProcess::receive(ReplyRecord& reply,
                                               std::chrono::milliseconds deadline,
                                               const Clock& clock) {
    if (!socket_.is_open()) return Answered::closed;
    pollfd readable{socket_.get(), POLLIN, 0};
    for (;;) {
        const auto left = deadline - clock.since_boot();
        const auto wait = std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, 60'000);
        const int ready = poll(&readable, 1, static_cast<int>(wait));
        if (ready > 0) break;
        if (ready == 0 && left.count() <= 0) return Answered::too_late;
        if (ready < 0 && errno != EINTR) return Answered::closed;
    }
    switch (receive_record(socket_.get(), &reply, sizeof reply)) {
        case Received::record: return Answered::record;
        case Received::other_version: return Answered::other_version;
        case Received::malformed: return Answered::malformed;
        case Received::closed:
        case Received::failed: break;
    }
    return Answered::closed;
}

}  // namespace infobip_otp
