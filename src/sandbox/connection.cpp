// SPDX-License-Identifier: MIT
// Finding the socket of a request.
#include "sandbox/connection.hpp"

#include <netdb.h>
#include <openssl/ssl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <string>

namespace infobip_otp::sandbox {
namespace {

bool is_peer(int descriptor, const std::string& address, int port) {
    sockaddr_storage peer{};
    socklen_t size = sizeof(peer);
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> service{};
    return getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) == 0 &&
           getnameinfo(reinterpret_cast<sockaddr*>(&peer), size, host.data(), host.size(),
                       service.data(), service.size(), NI_NUMERICHOST | NI_NUMERICSERV) == 0 &&
           address == host.data() && std::to_string(port) == service.data();
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

void Connection::cut() const {
    shutdown(descriptor_, SHUT_RDWR);
}

}  // namespace infobip_otp::sandbox
