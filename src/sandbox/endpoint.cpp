// SPDX-License-Identifier: MIT
// Addresses to listen on.
#include "sandbox/endpoint.hpp"

#include <arpa/inet.h>

#include "base/text.hpp"

namespace infobip_otp::sandbox {
namespace {

enum class Place { loopback, beyond, no_address };

Place place_of(const std::string& host) {
    in_addr four{};
    in6_addr six{};
    if (inet_pton(AF_INET, host.c_str(), &four) == 1)
        return ntohl(four.s_addr) >> 24 == 127 ? Place::loopback : Place::beyond;
    if (inet_pton(AF_INET6, host.c_str(), &six) == 1)
        return IN6_IS_ADDR_LOOPBACK(&six) ? Place::loopback : Place::beyond;
    return Place::no_address;
}

}  // namespace

std::string Endpoint::url(const std::string& scheme, int actual_port) const {
    std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (scheme == "https" && (host == "127.0.0.1" || host == "::1")) name = "localhost";
    return scheme + "://" + name + ":" + std::to_string(actual_port);
}

Result<Endpoint> parse_endpoint(const std::string& text, Reach reach) {
    const std::size_t colon = text.rfind(':');
    const Error malformed{"'" + printable(text, 80) +
                          "' is no ADDRESS:PORT; give for example 127.0.0.1:8443, or port 0 for "
                          "any that is free"};
    if (colon == std::string::npos) return malformed;
    const auto port = parse_unsigned(text.substr(colon + 1));
    std::string host = text.substr(0, colon);
    if (host == "localhost") host = "127.0.0.1";
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (!bracketed && host.find(':') != std::string::npos) return malformed;
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (!port || *port > 65535) return malformed;
    switch (place_of(host)) {
        case Place::no_address: return malformed;
        case Place::beyond:
            if (reach == Reach::any) break;
            return Error{host +
                         " can be reached from other machines, and whoever reaches the "
                         "sandbox can use it; listen on 127.0.0.1, or say --i-know"};
        case Place::loopback: break;
    }
    return Endpoint{host, static_cast<int>(*port)};
}

}  // namespace infobip_otp::sandbox
