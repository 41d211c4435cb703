// SPDX-License-Identifier: MIT
// Starting, hearing and ending the helper.
#include "link/helper_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/file.hpp"
#include "link/orphan_program.hpp"

namespace infobip_otp {
namespace {

constexpr int longest_wait_after_kill_ms = 2000;

struct Pair {
    Descriptor ours;
    Descriptor theirs;
};

// A host or its caller may have closed 0 to 2: neither what is written there may go to a socket of
// ours, nor may what the helper gets there overwrite its own.
Descriptor moved_up(int number) {
    const Descriptor low(number);
    return Descriptor(fcntl(number, F_DUPFD_CLOEXEC, first_free_in_orphan));
}

Result<Pair> make_pair(int type) {
    int pair[2];
    if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, pair) != 0)
        return system_error("a socket for the helper", errno);
    Pair made{moved_up(pair[0]), moved_up(pair[1])};
    if (!made.ours.is_open() || !made.theirs.is_open())
        return system_error("a descriptor for the helper", errno);
    return made;
}

}  // namespace

Result<HelperProcess> HelperProcess::start(const std::string& path) {
    if (auto program = open_trusted(path, Privacy::open); !program) return program.error();
    auto wall = make_pair(SOCK_SEQPACKET);
    if (!wall) return wall.error();
    auto lifeline = make_pair(SOCK_STREAM);
    if (!lifeline) return lifeline.error();
    if (const int error = start_orphan(
            {path.c_str(), "infobip-otp-helper", wall->theirs.get(), lifeline->theirs.get()}))
        return system_error("starting the helper " + path, error);
    return HelperProcess(std::move(wall->ours), std::move(lifeline->ours));
}

// Shut down and not only closed: a host that forks meanwhile leaves a copy open.
void HelperProcess::end() {
    if (!lifeline_.is_open()) return;
    shutdown(lifeline_.get(), SHUT_RDWR);
    lifeline_.close();
}

HelperProcess::~HelperProcess() {
    if (!wall_.is_open()) return;
    end();
    shutdown(wall_.get(), SHUT_WR);
    pollfd gone{wall_.get(), 0, 0};  // POLLHUP, which is always told
    while (poll(&gone, 1, longest_wait_after_kill_ms) < 0 && errno == EINTR) continue;
}

HelperProcess::Answered HelperProcess::receive(void* record, std::size_t size,
                                               std::chrono::milliseconds deadline,
                                               const Clock& clock) {
    if (!lifeline_.is_open()) return Answered::closed;
    pollfd readable{wall_.get(), POLLIN, 0};
    for (;;) {
        const auto left = deadline - clock.since_boot();
        const auto wait = std::clamp<std::chrono::milliseconds::rep>(left.count(), 0, 60'000);
        const int ready = poll(&readable, 1, static_cast<int>(wait));
        if (ready > 0) break;
        if (ready == 0 && left.count() <= 0) return Answered::too_late;
        if (ready < 0 && errno != EINTR) return Answered::closed;
    }
    switch (receive_record(wall_.get(), record, size)) {
        case Received::record: return Answered::record;
        case Received::other_version: return Answered::other_version;
        case Received::malformed: return Answered::malformed;
        case Received::closed:
        case Received::failed: break;
    }
    return Answered::closed;
}

}  // namespace infobip_otp
