// SPDX-License-Identifier: MIT
// fault-server: an HTTPS server that fails below HTTP, in one way that its first argument names.
//
//   fault-server MODE TLS-DIR [PAUSE-MS]
//
// The modes idle-... answer well, and end a connection that was idle for PAUSE-MS.
//
// Prints "listening https://localhost:PORT", then "connection", "handshake" and "request POST /x"
// as they happen. TLS-DIR gets a ca.pem to trust. Ends when it is told to. Nothing but loopback.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/descriptor.hpp"
#include "sandbox/certificate_authority.hpp"
#include "sandbox/new_file.hpp"

namespace infobip_otp::testing {
namespace {

using sandbox::CertificateAuthority;
using std::chrono::hours;
using std::chrono::milliseconds;

struct FreeContext {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, FreeContext>;

struct FreeTls {
    void operator()(SSL* tls) const { SSL_free(tls); }
};
using Tls = std::unique_ptr<SSL, FreeTls>;

constexpr std::string_view body =
    R"({"pinId":"9C817C6F8AF3D48F9FE553282AFA2B67","to":"41793026727",)"
    R"("ncStatus":"NC_DESTINATION_REACHABLE","smsStatus":"MESSAGE_SENT"})";

constexpr std::string_view verified =
    R"({"pinId":"9C817C6F8AF3D48F9FE553282AFA2B67","verified":true,"attemptsRemaining":0})";

std::string ok(std::string_view json) {
    return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(json.size()) + "\r\n\r\n" + std::string(json);
}

std::string good_answer() {
    return ok(body);
}

void say(const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

// One connection of a client. What a mode does with it is its whole story.
struct Visit {
    Descriptor socket;
    SSL_CTX* context;
    milliseconds pause;
    Tls tls = nullptr;
    std::string last = {};  // the request that was read last

    bool shake_hands() {
        tls.reset(SSL_new(context));
        SSL_set_fd(tls.get(), socket.get());
        if (SSL_accept(tls.get()) != 1) return false;
        say("handshake");
        return true;
    }

    // A whole request, its body too. False: the client is gone.
    bool read_request() {
        std::string text;
        std::array<char, 4096> piece{};
        while (!is_whole(text)) {
            const int got = SSL_read(tls.get(), piece.data(), static_cast<int>(piece.size()));
            if (got <= 0) return false;
            text.append(piece.data(), static_cast<std::size_t>(got));
        }
        last = text.substr(0, text.find(" HTTP/"));
        say("request " + last);
        return true;
    }

    static bool is_whole(const std::string& text) {
        const std::size_t end = text.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        const std::size_t length = text.find("Content-Length: ");
        if (length == std::string::npos || length > end) return true;
        return text.size() >= end + 4 + std::strtoul(text.c_str() + length + 16, nullptr, 10);
    }

    void write(std::string_view text) const {
        SSL_write(tls.get(), text.data(), static_cast<int>(text.size()));
    }

    // The next close() sends RST in place of FIN.
    void reset_on_close() const {
        const linger at_once{1, 0};
        setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
    }
};

void answer_all(Visit& visit) {
    if (!visit.shake_hands()) return;
    while (visit.read_request()) visit.write(good_answer());
}

void reset_in_handshake(Visit& visit) {
    std::array<char, 64> hello{};
    static_cast<void>(recv(visit.socket.get(), hello.data(), hello.size(), 0));
    visit.reset_on_close();
}

void drop_before_read(Visit& visit) {
    if (visit.shake_hands()) visit.reset_on_close();
}

void byte_by_byte(Visit& visit) {
    if (!visit.shake_hands() || !visit.read_request()) return;
    for (const char byte : good_answer()) {
        visit.write({&byte, 1});
        std::this_thread::sleep_for(visit.pause);
    }
}

void broken_header(Visit& visit) {
    if (!visit.shake_hands() || !visit.read_request()) return;
    visit.write("HTTP/1.1 banana\r\nContent-Length: -1\r\nno colon\r\n\x01\x02: \xff\r\n\r\n" +
                std::string(body));
}

void close_reused(Visit& visit) {
    if (!visit.shake_hands() || !visit.read_request()) return;
    visit.write(good_answer());
    visit.read_request();  // taken, never answered
}

// Answers until the client has said nothing for the pause, or has gone.
bool answer_until_idle(Visit& visit) {
    if (!visit.shake_hands()) return false;
    const auto microseconds = std::chrono::microseconds(visit.pause).count();
    const timeval pause{microseconds / 1'000'000, microseconds % 1'000'000};
    setsockopt(visit.socket.get(), SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof(pause));
    while (visit.read_request())
        visit.write(visit.last.ends_with("/verify") ? ok(verified) : good_answer());
    return true;
}

void idle_close(Visit& visit) {
    answer_until_idle(visit);
}

void idle_goodbye(Visit& visit) {
    if (answer_until_idle(visit)) SSL_shutdown(visit.tls.get());
}

// The goodbye is said, the socket stays open.
void idle_goodbye_and_stay(Visit& visit) {
    idle_goodbye(visit);
    std::this_thread::sleep_for(10 * visit.pause);
}

void idle_reset(Visit& visit) {
    if (answer_until_idle(visit)) visit.reset_on_close();
}

// Nothing is written any more; what comes is taken and not answered.
void idle_half_close(Visit& visit) {
    if (!answer_until_idle(visit)) return;
    shutdown(visit.socket.get(), SHUT_WR);
    while (visit.read_request()) continue;
    std::this_thread::sleep_for(10 * visit.pause);
}

struct Mode {
    std::string_view name;
    void (*serve)(Visit& visit);
    const char* certificate_name = "DNS:localhost,IP:127.0.0.1";
    hours begins = hours(-1);
    hours ends = hours(24);
    bool old_tls = false;
    bool other_authority = false;
};

const Mode modes[] = {
    {"good", answer_all},
    {"reset-in-handshake", reset_in_handshake},
    {"drop-before-read", drop_before_read},
    {"byte-by-byte", byte_by_byte},
    {"broken-header", broken_header},
    {"close-reused", close_reused},
    {"idle-close", idle_close},
    {"idle-goodbye", idle_goodbye},
    {"idle-goodbye-and-stay", idle_goodbye_and_stay},
    {"idle-reset", idle_reset},
    {"idle-half-close", idle_half_close},
    {"expired-certificate", answer_all, "DNS:localhost,IP:127.0.0.1", hours(-48), hours(-24)},
    {"wrong-certificate", answer_all, "DNS:elsewhere.invalid"},
    {"unknown-authority", answer_all, "DNS:localhost,IP:127.0.0.1", hours(-1), hours(24), false,
     true},
    {"tls-1.1", answer_all, "DNS:localhost,IP:127.0.0.1", hours(-1), hours(24), true},
};

bool write_files(const Mode& mode, const std::string& folder) {
    const auto authority = CertificateAuthority::create("Fault server CA");
    const auto other = CertificateAuthority::create("Fault server CA");
    if (!authority || !other) return false;
    const auto issued = authority->issue({mode.certificate_name}, mode.begins, mode.ends);
    const auto& shown = mode.other_authority ? other : authority;
    mkdir(folder.c_str(), 0700);
    return issued &&
           sandbox::write_new_file(folder + "/ca.pem", shown->certificate_pem(), 0644)
               .has_value() &&
           sandbox::write_new_file(folder + "/server.pem", issued->certificate_pem, 0644)
               .has_value() &&
           sandbox::write_new_file(folder + "/server.key", issued->key_pem, 0600).has_value();
}

Context make_context(const Mode& mode, const std::string& folder) {
    if (!write_files(mode, folder)) return nullptr;
    Context context(SSL_CTX_new(TLS_server_method()));
    if (mode.old_tls) {
        SSL_CTX_set_security_level(context.get(), 0);  // 1 and above refuse TLS 1.1 by themselves
        SSL_CTX_set_min_proto_version(context.get(), TLS1_1_VERSION);
        SSL_CTX_set_max_proto_version(context.get(), TLS1_1_VERSION);
    }
    if (SSL_CTX_use_certificate_chain_file(context.get(), (folder + "/server.pem").c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(context.get(), (folder + "/server.key").c_str(),
                                    SSL_FILETYPE_PEM) != 1)
        return nullptr;
    return context;
}

int serve(const Mode& mode, const std::string& folder, milliseconds pause) {
    const Context context = make_context(mode, folder);
    const Descriptor listening(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (!context || bind(listening.get(), generic, size) != 0 || listen(listening.get(), 64) != 0 ||
        getsockname(listening.get(), generic, &size) != 0)
        return EXIT_FAILURE;
    say("listening https://localhost:" + std::to_string(ntohs(address.sin_port)));
    while (true) {
        Descriptor client(accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!client.is_open()) continue;
        say("connection");
        const int yes = 1;
        setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
        std::thread([&mode, visit = Visit{std::move(client), context.get(), pause}]() mutable {
            mode.serve(visit);
        }).detach();
    }
}

}  // namespace
}  // namespace infobip_otp::testing

int main(int argc, char** argv) {
    using namespace infobip_otp::testing;
    std::signal(SIGPIPE, SIG_IGN);
    for (const Mode& mode : modes)
        if (argc >= 3 && mode.name == argv[1])
            return serve(mode, argv[2], milliseconds(argc > 3 ? std::atol(argv[3]) : 1000));
    std::fprintf(stderr, "usage: fault-server MODE TLS-DIR [PAUSE-MS]; MODE is one of:");
    for (const Mode& mode : modes) std::fprintf(stderr, " %s", std::string(mode.name).c_str());
    std::fprintf(stderr, "\n");
    return 2;
}
