// SPDX-License-Identifier: MIT
// infobip-otp-helper: the network program of pam_infobip_otp.so. It is started by the module with a
// socket as descriptor 3, gives up every privilege and talks to Infobip for one login.
#include <sys/socket.h>
#include <sysexits.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "base/system_clock.hpp"
#include "confinement/confine.hpp"
#include "helper/session.hpp"

namespace {

constexpr int wall = 3;
constexpr std::string_view version = INFOBIP_OTP_VERSION;

bool is_wall(int descriptor) {
    int domain = 0;
    int type = 0;
    socklen_t size = sizeof domain;
    return getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 &&
           getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && domain == AF_UNIX &&
           type == SOCK_SEQPACKET;
}

int say_what_this_is() {
    std::fputs(
        "infobip-otp-helper is started by pam_infobip_otp.so, which hands it a socket; "
        "to try a login by hand use pamtester(1)\n",
        stderr);
    return EX_USAGE;
}

int run() {
    // libcurl does not keep SIGPIPE away while it writes to a TLS connection.
    std::signal(SIGPIPE, SIG_IGN);
    // It may write no file: a library that tries gets an error, and not the whole login a signal.
    std::signal(SIGXFSZ, SIG_IGN);
    // The module passes none; a second guard against SSLKEYLOGFILE and the proxy variables.
    clearenv();
    const auto confined = infobip_otp::confine();
    const infobip_otp::SystemClock clock;
    infobip_otp::Session session(wall, version, clock);
    if (!confined) return session.refuse(confined.error().message);
    return session.serve();
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "--version") {
        std::printf("infobip-otp-helper %s\n", version.data());
        return EX_OK;
    }
    if (argc > 1 || !is_wall(wall)) return say_what_this_is();
    try {
        return run();
    } catch (const std::exception&) {
        return EX_SOFTWARE;  // out of memory or a bug; the module sees the end of the socket
    }
}
