// SPDX-License-Identifier: MIT
// Who counts as sitting at another machine: a positive list of what an outage may let in.
#include "base/peer_address.hpp"

#include <ifaddrs.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/resource.h>

#include "children.hpp"
#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

void expect(const std::string& text, bool expected) {
    if (is_another_machine(text) != expected)
        fail_msg("%s counts as %s", text.c_str(), expected ? "this machine" : "another");
}

TEST(the_address_of_another_machine_is_one) {
    for (const char* text : {"192.0.2.7", "198.51.100.1", "8.8.8.8", "::ffff:192.0.2.7"})
        expect(text, true);
}

TEST(addresses_of_this_machine_are_not) {
    for (const char* text :
         {"127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1", "0.0.0.0", "::"})
        expect(text, false);
    ifaddrs* own = nullptr;
    assert_int_equal(getifaddrs(&own), 0);
    unsigned seen = 0;
    for (const ifaddrs* one = own; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr) continue;
        const bool six = one->ifa_addr->sa_family == AF_INET6;
        if (!six && one->ifa_addr->sa_family != AF_INET) continue;
        char text[NI_MAXHOST];
        assert_int_equal(
            getnameinfo(one->ifa_addr, six ? sizeof(sockaddr_in6) : sizeof(sockaddr_in), text,
                        sizeof text, nullptr, 0, NI_NUMERICHOST),
            0);
        expect(text, false);
        ++seen;
    }
    freeifaddrs(own);
    assert_true(seen > 0);
}

// sshd with UseDNS says a name, and "UNKNOWN" of what is no IP socket; sudo's pam_rhost a name.
TEST(names_and_nonsense_are_not) {
    for (const char* text : {"", "localhost", "gate.example.com", "UNKNOWN", "192.0.2.7 ",
                             "192.0.2.7:22", "192.0.2.256", "[192.0.2.7]"})
        expect(text, false);
}

TEST(without_a_descriptor_nobody_is) {
    const pid_t child = testing::start_child([] {
        const rlimit none{0, 0};
        if (setrlimit(RLIMIT_NOFILE, &none) != 0) return 2;
        return is_another_machine("192.0.2.7") ? 1 : 0;
    });
    assert_int_equal(testing::wait_for_child(child), 0);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("peer_address");
}
