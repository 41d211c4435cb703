// SPDX-License-Identifier: MIT
// BaseUrl: taking a URL apart and refusing what is not plain.
#include "http/base_url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <cstddef>
#include <optional>

#include "base/text.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t longest_url = 500;
constexpr std::size_t longest_shown = 60;

struct Parts {
    std::string_view scheme;
    std::string_view host;  // with the brackets of an IPv6 address
    std::string_view port;  // with its colon; empty: the scheme's own
    std::string_view path;  // empty, or from its slash on
};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool made_of(std::string_view text, std::string_view others) {
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return is_digit(c) || is_letter(c) || others.find(c) != std::string_view::npos;
    });
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

template <class Address>
std::optional<Address> address(int family, std::string_view text) {
    Address parsed{};
    if (inet_pton(family, std::string(text).c_str(), &parsed) != 1) return std::nullopt;
    return parsed;
}

// The brackets of an IPv6 address may be there or not.
bool is_loopback(std::string_view host) {
    if (host.front() == '[') host = host.substr(1, host.size() - 2);
    if (const auto six = address<in6_addr>(AF_INET6, host)) return IN6_IS_ADDR_LOOPBACK(&*six);
    const auto four = address<in_addr>(AF_INET, host);
    return four && (ntohl(four->s_addr) >> 24) == 127;
}

// libcurl reads 2130706433, 127.1 and 0x7f.1 as 127.0.0.1: what ends in a number must be an
// address that everybody reads alike.
bool ends_in_number(std::string_view host) {
    const std::string_view last = host.substr(host.rfind('.') + 1);
    return is_digit(last.front()) &&
           (std::all_of(last.begin(), last.end(), is_digit) || last[1] == 'x' || last[1] == 'X');
}

bool is_host(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    if (host.front() == '[')
        return host.size() > 2 && host.back() == ']' &&
               address<in6_addr>(AF_INET6, host.substr(1, host.size() - 2)).has_value();
    if (!made_of(host, "-_.") || host.front() == '.' || host.front() == '-' || host.back() == '.' ||
        host.find("..") != std::string_view::npos)
        return false;
    return !ends_in_number(host) || address<in_addr>(AF_INET, host).has_value();
}

bool is_port(std::string_view port) {
    const auto number = parse_unsigned(port.substr(1));
    return number && *number >= 1 && *number <= 65535;
}

Result<Parts> take_apart(std::string_view text) {
    if (text.size() > longest_url)
        return Error{"the URL is longer than " + std::to_string(longest_url) + " bytes"};
    for (const char c : text)
        if (c <= ' ' || c > '~') return Error{"the URL holds a blank or a byte that is not ASCII"};
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) return Error{"no scheme: write https://HOST"};
    Parts parts;
    parts.scheme = text.substr(0, colon);
    const std::string_view rest = text.substr(colon + 3);
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
    parts.path = rest.substr(authority.size());
    if (authority.find('@') != std::string_view::npos)
        return Error{"the URL holds a user name or password: remove everything up to the @"};
    if (parts.path.find_first_of("?#") != std::string_view::npos)
        return Error{"the URL holds a query or fragment: end it before the ? or #"};
    const std::size_t bracket = authority.find(']');
    const std::size_t port = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    parts.host = authority.substr(0, port);
    if (port != std::string_view::npos) parts.port = authority.substr(port);
    if (!is_host(parts.host)) return Error{"the URL's host is neither a name nor an address"};
    if (!parts.port.empty() && !is_port(parts.port))
        return Error{"the URL's port is not a number from 1 to 65535"};
    return parts;
}

std::string put_together(const Parts& parts) {
    return lower(parts.scheme) + "://" + lower(parts.host) + std::string(parts.port);
}

}  // namespace

bool BaseUrl::is_on_this_machine() const {
    return host == "localhost" || is_loopback(host);
}

Result<BaseUrl> parse_base_url(std::string_view text) {
    Result<Parts> taken = take_apart(text);
    if (!taken) return taken.error();
    const Parts parts = *taken;
    // Infobip's pages show addresses with one; with it every call would get 404.
    if (parts.path.find_first_not_of('/') != std::string_view::npos)
        return Error{"the URL ends in the path " + printable(parts.path, longest_shown) +
                     ": leave it out, the calls bring their own"};
    const std::string scheme = lower(parts.scheme);
    if (scheme != "https" && scheme != "http") return Error{"the URL must begin with https://"};
    if (scheme == "http" && !is_loopback(parts.host))
        return Error{
            "http:// is accepted for a loopback address only (127.0.0.1, [::1]), never for a name: "
            "write https://"};
    std::string host = lower(parts.host);
    if (host.front() == '[') host = host.substr(1, host.size() - 2);
    return BaseUrl{put_together(parts), std::move(host)};
}

Result<std::string> parse_proxy_url(std::string_view text) {
    const Result<Parts> parts = take_apart(text);
    if (!parts) return parts.error();
    if (lower(parts->scheme) != "http" || parts->port.empty() ||
        (!parts->path.empty() && parts->path != "/"))
        return Error{"a proxy is written http://HOST:PORT"};
    return put_together(*parts);
}

}  // namespace infobip_otp
