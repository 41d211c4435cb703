// SPDX-License-Identifier: MIT
// A list of messages from one input, and the socket pair that they are put into.
#pragma once

#include <sys/socket.h>

#include "base/descriptor.hpp"
#include "fuzz/demand.hpp"

namespace infobip_otp::testing {

// Puts the input into a SOCK_SEQPACKET pair, two bytes of length before each message; the last is
// what remains. Nothing follows them: the reader sees the end.
inline Descriptor hold_messages(std::string_view input, Descriptor* other_end = nullptr) {
    int pair[2];
    demand(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0);
    Descriptor ours(pair[0]);
    Descriptor theirs(pair[1]);
    while (!input.empty()) {
        std::size_t size = take_byte(input) * 256;
        size = std::min<std::size_t>(size + take_byte(input), input.size());
        static_cast<void>(send(ours.get(), input.data(), size, MSG_DONTWAIT | MSG_NOSIGNAL));
        input.remove_prefix(size);
    }
    demand(shutdown(ours.get(), SHUT_WR) == 0);
    if (other_end != nullptr) *other_end = std::move(ours);
    return theirs;
}

}  // namespace infobip_otp::testing
