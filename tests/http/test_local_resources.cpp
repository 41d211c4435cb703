// SPDX-License-Identifier: MIT
// What a machine has only once, used up for real: by neighbours, by datagrams, by the kernel's own
// figures. None of it makes an outage.
#include "http/local_resources.hpp"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "children.hpp"
#include "cmocka.hpp"
#include "fakes/fixed_clock.hpp"
#include "fakes/temporary_folder.hpp"
#include "http/curl_transport.hpp"

using namespace infobip_otp;
using namespace std::chrono_literals;
using infobip_otp::testing::FixedClock;
using infobip_otp::testing::start_child;
using infobip_otp::testing::TemporaryFolder;
using infobip_otp::testing::wait_for_child;

namespace {

constexpr int cannot_set_up = 40;

void in_child(const std::function<int()>& action) {
    assert_int_equal(wait_for_child(start_child(action)), 0);
}

int fails_by(const Result<void>& tried, std::string_view cause) {
    const std::string seen = tried ? "nothing failed" : tried.error().message;
    if (seen.find(cause) != std::string::npos) return 0;
    print_error("%s\n", seen.c_str());
    return 1;
}

// A network of its own: loopback, and an Ethernet on which nobody answers for 10.77.0.0/16.
bool enter_lonely_network() {
    return unshare(CLONE_NEWNET) == 0 &&
           std::system(
               "ip link set lo up && ip link add here type veth peer name there && "
               "ip address add 10.77.0.1/16 dev here && ip link set here up && "
               "ip link set there up") == 0;
}

sockaddr_in lonely_address(unsigned number, in_port_t port = 9) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl((10U << 24) + (77U << 16) + number);
    return to;
}

// Asks for one neighbour after the other until the kernel has no place for more.
bool use_up_neighbours() {
    const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    const int space = 1 << 24;
    setsockopt(socket.get(), IPPROTO_IP, IP_RECVERR, &yes, sizeof yes);
    setsockopt(socket.get(), SOL_SOCKET, SO_SNDBUFFORCE, &space, sizeof space);
    for (unsigned number = 2; number < 50'000; ++number) {
        const sockaddr_in to = lonely_address(number);
        const auto* const any = reinterpret_cast<const sockaddr*>(&to);
        if (sendto(socket.get(), "", 0, MSG_DONTWAIT, any, sizeof to) < 0 && errno == ENOBUFS)
            return true;
    }
    return false;
}

// A service where nobody answers is an outage; where nothing can be asked of a neighbour it is
// none.
TEST(a_full_table_of_neighbours_makes_no_outage) {
    if (geteuid() != 0) skip();
    for (const bool full : {false, true})
        in_child([full] {
            if (!enter_lonely_network()) return cannot_set_up;
            const FixedClock clock;  // here nobody is starved
            CurlOptions options;
            options.base = parse_base_url("https://10.77.200.1").value();
            options.ca.directory = "/etc/ssl/certs";
            options.connect_timeout = 50ms;  // the table is full for all networks meanwhile
            options.request_timeout = 2s;
            const auto over = make_curl_transport(std::move(options), clock).value();
            if (full && !use_up_neighbours()) return cannot_set_up + 1;
            const HttpReply reply = over->exchange({Secret("/2fa/2/pin"), Secret("{}")});
            // Its places in the table go with it, and not some time after this network.
            if (std::system("ip link delete here") != 0) return cannot_set_up + 2;
            if (!full) return reply.delivery == Delivery::not_reached ? 0 : 1;
            if (reply.delivery != Delivery::local_failure) return 2;
            return fails_by(Error{reply.cause}, "sending a datagram");
        });
}

// One datagram still finds a port; the resolver's next one may not.
TEST(ports_that_are_almost_used_up_carry_no_exchange) {
    if (geteuid() != 0) skip();
    for (const int left : {4, 20})
        in_child([left] {
            if (!enter_lonely_network()) return cannot_set_up;
            std::ofstream("/proc/sys/net/ipv4/ip_local_port_range") << "40000 40039";
            std::vector<Descriptor> held;
            for (int port = 40000; port < 40040 - left; ++port) {
                held.emplace_back(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
                sockaddr_in any{};
                any.sin_family = AF_INET;
                any.sin_port = htons(static_cast<in_port_t>(port));
                if (bind(held.back().get(), reinterpret_cast<sockaddr*>(&any), sizeof any) != 0)
                    return cannot_set_up + 1;
            }
            if (!try_local_resources()) return 1;
            const sockaddr_in to = lonely_address(7);
            const auto tried = try_way_to(reinterpret_cast<const sockaddr*>(&to), sizeof to);
            return left == 20 ? (tried ? 0 : 2) : fails_by(tried, "sending a datagram");
        });
}

// Some megabytes that nobody reads, as the kernel counts in pages, and in batches of them. True:
// one of `sockets` has taken them.
bool take_memory(int type, std::vector<Descriptor>& sockets) {
    const Descriptor& reader = sockets.emplace_back(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    const int space = 1 << 26;
    setsockopt(reader.get(), SOL_SOCKET, SO_RCVBUFFORCE, &space, sizeof space);
    sockaddr_in self{};
    self.sin_family = AF_INET;
    self.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof self;
    auto* const any = reinterpret_cast<sockaddr*>(&self);
    if (bind(reader.get(), any, size) != 0 || getsockname(reader.get(), any, &size) != 0)
        return false;
    if (type == SOCK_STREAM && listen(reader.get(), 1) != 0) return false;
    const Descriptor& writer = sockets.emplace_back(::socket(AF_INET, type | SOCK_CLOEXEC, 0));
    setsockopt(writer.get(), SOL_SOCKET, SO_SNDBUFFORCE, &space, sizeof space);
    if (connect(writer.get(), any, size) != 0) return false;
    const std::string load(32'000, 'x');
    int sent = 0;
    for (int count = 0; count < 400; ++count)
        if (send(writer.get(), load.data(), load.size(), MSG_DONTWAIT) > 0) ++sent;
    return sent > 100;
}

// The kernel's figures as they are, against a limit of one and a limit out of reach: each table
// that this machine has.
TEST(a_table_of_the_kernel_that_is_full_is_named) {
    if (geteuid() != 0) skip();
    struct Row {
        const char* limit;
        const char* least;
        const char* name;
    };
    constexpr const char* far = "900000000 900000000 900000000\n";
    int looked_at = 0;
    for (const Row& row :
         {Row{"/proc/sys/net/ipv4/udp_mem", "0 0 1\n", "the memory for UDP is full"},
          {"/proc/sys/net/ipv4/tcp_mem", "0 0 1\n", "the memory for TCP is full"},
          {"/proc/sys/net/ipv4/neigh/default/gc_thresh3", "1\n", "of IPv4 neighbours is full"}}) {
        if (access(row.limit, R_OK) != 0) continue;  // the kernel shows it elsewhere only
        ++looked_at;
        in_child([&row] {
            const TemporaryFolder folder;
            std::vector<Descriptor> sockets;
            sockets.reserve(4);
            if (!take_memory(SOCK_DGRAM, sockets) || !take_memory(SOCK_STREAM, sockets) ||
                unshare(CLONE_NEWNS) != 0 ||
                mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
                return cannot_set_up;
            for (const char* limit : {far, row.least}) {
                const std::string file = folder.write("limit", limit, 0644);
                if (mount(file.c_str(), row.limit, nullptr, MS_BIND, nullptr) != 0)
                    return cannot_set_up + 1;
                const auto tried = try_local_resources();
                if (limit == far && !tried) return fails_by(tried, "nothing");
                if (limit != far) return fails_by(tried, row.name);
                umount(row.limit);
            }
            return 3;
        });
    }
    if (looked_at == 0) skip();  // a network namespace of its own: the kernel shows no table there
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("local_resources");
}
