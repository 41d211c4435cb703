// SPDX-License-Identifier: MIT
// Peer address: asking the kernel whether it is ours.
#include "base/peer_address.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <memory>

#include "base/descriptor.hpp"

namespace infobip_otp {
namespace {

struct AddressDeleter {
    void operator()(addrinfo* list) const { freeaddrinfo(list); }
};
using Address = std::unique_ptr<addrinfo, AddressDeleter>;

// AI_NUMERICHOST: no resolver is asked.
Address parse(const std::string& text) {
    addrinfo numeric{};
    numeric.ai_flags = AI_NUMERICHOST;
    numeric.ai_socktype = SOCK_DGRAM;
    addrinfo* list = nullptr;
    return Address(getaddrinfo(text.c_str(), nullptr, &numeric, &list) == 0 ? list : nullptr);
}

}  // namespace

bool is_ip_address(const std::string& text) {
    std::array<unsigned char, sizeof(in6_addr)> parsed{};
    return inet_pton(AF_INET, text.c_str(), parsed.data()) == 1 ||
           inet_pton(AF_INET6, text.c_str(), parsed.data()) == 1;
}

// A socket can be bound to an address of this machine and to no other.
bool is_another_machine(const std::string& text) {
    const Address address = parse(text);
    if (!address) return false;
    const Descriptor socket(::socket(address->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    return socket.is_open() && bind(socket.get(), address->ai_addr, address->ai_addrlen) != 0 &&
           errno == EADDRNOTAVAIL;
}

}  // namespace infobip_otp
