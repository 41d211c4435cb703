// SPDX-License-Identifier: MIT
// Lock.
#include "base/lock.hpp"

#include <sys/file.h>

#include <cerrno>

#include "base/file.hpp"

namespace infobip_otp {

Result<Locking> lock_within(int descriptor, std::chrono::milliseconds longest, Clock& clock) {
    constexpr std::chrono::milliseconds step(3);
    const auto end = clock.since_boot() + longest;
    for (;;) {
        if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return Locking::locked;
        if (errno != EWOULDBLOCK && errno != EINTR) return system_error("flock", errno);
        if (clock.since_boot() >= end) return Locking::busy;
        clock.sleep(step);
    }
}

}  // namespace infobip_otp
