// SPDX-License-Identifier: MIT
// KeptConnection: a look at its socket.
#include "http/kept_connection.hpp"

#include <sys/socket.h>

#include <cerrno>

namespace infobip_otp {

void KeptConnection::remember(int socket, std::chrono::milliseconds now) {
    socket_ = socket;
    used_ = now;
}

bool KeptConnection::stands(std::chrono::milliseconds now) const {
    if (socket_ < 0 || now - used_ >= longest_idle) return false;
    char byte = 0;
    return recv(socket_, &byte, sizeof byte, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

}  // namespace infobip_otp
