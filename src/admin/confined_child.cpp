// SPDX-License-Identifier: MIT
// Confined child.
#include "admin/confined_child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <string>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "confinement/confine.hpp"
#include "link/records.hpp"

namespace infobip_otp::admin {
namespace {

constexpr int socket_in_child = 3;

// What the child says first: nothing, or the step that kept it from being confined.
struct Confined {
    char problem[257] = {};
};

bool send_bytes(const void* bytes, std::size_t size) {
    return send(socket_in_child, bytes, size, MSG_NOSIGNAL) == static_cast<ssize_t>(size);
}

// Nothing of this process is left but its memory.
bool leave_everything(int socket) {
    const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nothing < 0 || dup2(socket, socket_in_child) != socket_in_child) return false;
    for (int number = 0; number <= 2; ++number)
        if (dup2(nothing, number) != number) return false;
    if (close_range(socket_in_child + 1, ~0U, 0) != 0) return false;
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    setsid();  // no terminal to type into
    clearenv();
    return chdir("/") == 0;
}

// `record` is its own copy of the caller's: what `work` leaves alone is as the caller made it.
[[noreturn]] void be_the_child(int socket, pid_t parent, void* record, std::size_t size,
                               const std::function<void(void*)>& work) {
    // _exit: neither the buffers of stdio nor destructors of the parent's objects are the child's.
    if (!leave_everything(socket)) _exit(EX_OSERR);
    try {
        auto confined = confine();
        if (confined) confined = die_with_parent(parent);
        Confined said;
        if (!confined)
            static_cast<void>(put_text(
                said.problem, printable(confined.error().message, sizeof said.problem - 1)));
        if (!send_bytes(&said, sizeof said) || !confined) _exit(EX_OSERR);
        work(record);
        _exit(send_bytes(record, size) ? EX_OK : EX_OSERR);
    } catch (...) {
        _exit(EX_SOFTWARE);
    }
}

// A record of exactly `size` bytes before `end`; an Error says why there is none.
Result<void> receive(const Descriptor& socket, void* record, std::size_t size,
                     std::chrono::milliseconds end, const Clock& clock) {
    pollfd readable{socket.get(), POLLIN, 0};
    for (;;) {
        const auto left =
            std::max<std::chrono::milliseconds::rep>((end - clock.since_boot()).count(), 0);
        const int ready = poll(&readable, 1, static_cast<int>(left));
        if (ready > 0) break;
        if (ready == 0) return Error{"the confined child did not end in time and was killed"};
        if (errno != EINTR) return system_error("waiting for the confined child", errno);
    }
    const ssize_t got = recv(socket.get(), record, size, MSG_TRUNC);
    if (got != static_cast<ssize_t>(size))
        return Error{"the confined child ended without an answer"};
    return {};
}

Result<void> hear(const Descriptor& socket, void* record, std::size_t size,
                  std::chrono::milliseconds end, const Clock& clock) {
    Confined said;
    if (auto heard = receive(socket, &said, sizeof said, end, clock); !heard) return heard;
    const auto problem = get_text(said.problem);
    if (!problem) return Error{"the confined child makes no sense"};
    if (!problem->empty()) return Error{printable(*problem, sizeof said.problem)};
    return receive(socket, record, size, end, clock);
}

}  // namespace

Result<void> run_confined(void* record, std::size_t size, const std::function<void(void*)>& work,
                          std::chrono::milliseconds longest, const Clock& clock) {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        return system_error("a socket for the confined child", errno);
    const Descriptor ours(pair[0]);
    Descriptor theirs(pair[1]);
    const pid_t self = getpid();
    const pid_t child = fork();
    if (child < 0) return system_error("starting the confined child", errno);
    if (child == 0) be_the_child(theirs.get(), self, record, size, work);
    theirs.close();
    const auto bytes = std::make_unique<char[]>(size);
    auto heard = hear(ours, bytes.get(), size, clock.since_boot() + longest, clock);
    // Ours and not reaped yet: the number is its own still.
    kill(child, SIGKILL);
    while (waitpid(child, nullptr, 0) < 0 && errno == EINTR) continue;
    if (heard) std::copy_n(bytes.get(), size, static_cast<char*>(record));
    return heard;
}

}  // namespace infobip_otp::admin
