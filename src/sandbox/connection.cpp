// SPDX-License-Identifier: MIT
// Finding the socket of a request.
#include "sandbox/connection.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <string>

namespace infobip_otp::sandbox {
namespace {

// Compared as text only where the port is the one: a crowd has thousands of descriptors.
bool is_peer(int descriptor, const std::string& address, int port) {
    sockaddr_in6 peer{};  // the port has the same place in an address of IPv4
    socklen_t size = sizeof(peer);
    std::array<char, NI_MAXHOST> host{};
    return getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) == 0 &&
           (peer.sin6_family == AF_INET || peer.sin6_family == AF_INET6) &&
           ntohs(peer.sin6_port) == port &&
           getnameinfo(reinterpret_cast<sockaddr*>(&peer), size, host.data(), host.size(), nullptr,
                       0, NI_NUMERICHOST) == 0 &&
           address == host.data();
}

// The library tells the peer of a plain connection, but not the descriptor.
int find_descriptor(const httplib::Request& request) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    for (int descriptor = 3; static_cast<rlim_t>(descriptor) < limit.rlim_cur; ++descriptor)
        if (is_peer(descriptor, request.remote_addr, request.remote_port)) return descriptor;
    return -1;
}

}  // namespace

Connection::Connection(const httplib::Request& request)
    : tls_(const_cast<SSL*>(request.ssl)),
      descriptor_(tls_ ? SSL_get_fd(tls_) : find_descriptor(request)) {}

void Connection::write(std::string_view bytes) const {
    if (tls_)
        SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
    else
        static_cast<void>(send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
}

bool Connection::wait(std::chrono::milliseconds limit) const {
    if (descriptor_ < 0 || (tls_ && SSL_has_pending(tls_) == 1)) return true;
    pollfd next{descriptor_, POLLIN, 0};
    return poll(&next, 1, static_cast<int>(limit.count())) != 0;
}

void Connection::cut() const {
    // What was received already would still be read, as the next request.
    if (tls_) SSL_set_shutdown(tls_, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    shutdown(descriptor_, SHUT_RDWR);
}

}  // namespace infobip_otp::sandbox
