// SPDX-License-Identifier: MIT
// Local resources: trying them, one by one.
#include "http/local_resources.hpp"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace infobip_otp {
namespace {

// What TLS, the resolver and an answer of the full size take, generously.
constexpr std::size_t memory_needed = 4 * 1024 * 1024;

void* do_nothing(void*) {
    return nullptr;
}

// With the default attributes, as libcurl starts its resolver.
Result<void> try_thread() {
    pthread_t thread{};
    const int reason = pthread_create(&thread, nullptr, do_nothing, nullptr);
    if (reason != 0) return system_error("starting a thread", reason);
    pthread_join(thread, nullptr);
    return {};
}

constexpr int types[] = {SOCK_STREAM, SOCK_DGRAM};

// An ephemeral port, as connect(2) and the resolver take one.
Result<void> try_port(const sockaddr* any, socklen_t size, int type) {
    const Descriptor socket(::socket(any->sa_family, type | SOCK_CLOEXEC, 0));
    if (!socket.is_open() && errno == EAFNOSUPPORT) return {};  // a family that nothing uses here
    if (!socket.is_open()) return system_error("opening a socket", errno);
    const int yes = 1;
    if (any->sa_family == AF_INET6)
        setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    if (bind(socket.get(), any, size) != 0)
        return system_error(type == SOCK_STREAM ? "taking a TCP port" : "taking a UDP port", errno);
    return {};
}

Result<void> try_ports() {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    for (const int type : types) {
        if (auto tried = try_port(reinterpret_cast<const sockaddr*>(&four), sizeof four, type);
            !tried)
            return tried;
        if (auto tried = try_port(reinterpret_cast<const sockaddr*>(&six), sizeof six, type);
            !tried)
            return tried;
    }
    return {};
}

Result<void> try_memory() {
    void* memory =
        mmap(nullptr, memory_needed, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return system_error("allocating memory", errno);
    munmap(memory, memory_needed);
    return {};
}

// A number that the kernel keeps, and its limit: word `place` behind `label` in the file.
struct Number {
    const char* path;
    std::string_view label;  // "": from the begin of the file
    std::size_t place;
    int base;
};

struct Table {
    const char* name;
    Number used;
    Number limit;
};

// Not all are there in each network namespace; what is not there is not limited by its own figure.
constexpr Table tables[] = {
    {"the table of tracked connections",
     {"/proc/sys/net/netfilter/nf_conntrack_count", "", 0, 10},
     {"/proc/sys/net/netfilter/nf_conntrack_max", "", 0, 10}},
    {"the memory for TCP",
     {"/proc/net/sockstat", "TCP: ", 9, 10},
     {"/proc/sys/net/ipv4/tcp_mem", "", 2, 10}},
    {"the memory for UDP",
     {"/proc/net/sockstat", "UDP: ", 3, 10},
     {"/proc/sys/net/ipv4/udp_mem", "", 2, 10}},
    {"the table of IPv4 neighbours",
     {"/proc/net/stat/arp_cache", "\n", 0, 16},
     {"/proc/sys/net/ipv4/neigh/default/gc_thresh3", "", 0, 10}},
    {"the table of IPv6 neighbours",
     {"/proc/net/stat/ndisc_cache", "\n", 0, 16},
     {"/proc/sys/net/ipv6/neigh/default/gc_thresh3", "", 0, 10}},
};

std::optional<std::uint64_t> read_number(const Number& number) {
    const Descriptor file(open(number.path, O_RDONLY | O_CLOEXEC));
    if (!file.is_open()) return std::nullopt;
    std::array<char, 4096> content{};
    const ssize_t got = read(file.get(), content.data(), content.size());
    if (got <= 0) return std::nullopt;
    std::string_view text(content.data(), static_cast<std::size_t>(got));
    const std::size_t label = text.find(number.label);
    if (label == std::string_view::npos) return std::nullopt;
    text.remove_prefix(label + number.label.size());
    for (std::size_t skipped = 0; skipped < number.place; ++skipped) {
        text.remove_prefix(std::min(text.find_first_of(" \t"), text.size()));
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    }
    std::uint64_t value = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value, number.base);
    if (end.ec != std::errc()) return std::nullopt;
    return value;
}

// Full from nine tenths on: what is full for an instant is full between two looks.
Result<void> try_tables() {
    for (const Table& table : tables) {
        const auto used = read_number(table.used);
        const auto limit = used ? read_number(table.limit) : std::nullopt;
        if (limit && *limit > 0 && *used >= *limit - *limit / 10)
            return Error{std::string(table.name) + " is full: " + std::to_string(*used) + " of " +
                         std::to_string(*limit)};
    }
    return {};
}

bool is_of_this_machine(int number) {
    constexpr int ours[] = {ENOBUFS, ENOMEM, EMFILE, ENFILE, EAGAIN, EADDRNOTAVAIL};
    return std::find(std::begin(ours), std::end(ours), number) != std::end(ours);
}

// An empty datagram, from `socket`. Without IP_RECVERR the kernel keeps ENOBUFS to itself.
Result<void> try_datagram_to(const sockaddr* address, socklen_t size, Descriptor& socket) {
    socket = Descriptor(::socket(address->sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!socket.is_open()) return system_error("opening a socket", errno);
    const int yes = 1;
    const bool six = address->sa_family == AF_INET6;
    setsockopt(socket.get(), six ? static_cast<int>(IPPROTO_IPV6) : static_cast<int>(IPPROTO_IP),
               six ? IPV6_RECVERR : IP_RECVERR, &yes, sizeof yes);
    const bool sent = connect(socket.get(), address, size) == 0 &&
                      send(socket.get(), "", 0, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
    if (!sent && is_of_this_machine(errno)) return system_error("sending a datagram", errno);
    return {};
}

// What is almost used up is used up between two looks: all of them at the same time.
Result<void> try_datagrams_to(const sockaddr* address, socklen_t size) {
    std::array<Descriptor, 8> sockets;
    Result<void> tried;
    for (Descriptor& socket : sockets)
        if (tried) tried = try_datagram_to(address, size, socket);
    return tried;
}

// What can be refused at once; it is closed before anything is said.
Result<void> try_connection_to(const sockaddr* address, socklen_t size) {
    constexpr int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
    const Descriptor socket(::socket(address->sa_family, type, 0));
    if (!socket.is_open()) return system_error("opening a socket", errno);
    if (connect(socket.get(), address, size) != 0 && is_of_this_machine(errno))
        return system_error("connecting over TCP", errno);
    return {};
}

}  // namespace

Result<void> try_way_to(const sockaddr* address, socklen_t size) {
    Result<void> tried = try_datagrams_to(address, size);
    if (tried) tried = try_connection_to(address, size);
    return tried;
}

Result<void> try_local_resources() {
    Result<void> tried = try_thread();
    if (tried) tried = try_ports();
    if (tried) tried = try_memory();
    if (tried) tried = try_tables();
    return tried;
}

}  // namespace infobip_otp
