// SPDX-License-Identifier: MIT
// bare_openssl PHONE NUMBER: the two requests of a login with OpenSSL and a socket; the limit. The
// provider comes from the sandbox's INFOBIP_ variables.
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include "two_posts.hpp"

namespace {

using namespace infobip_otp::bench;

[[noreturn]] void fail(const char* what) {
    std::fprintf(stderr, "bare_openssl: %s\n", what);
    ERR_print_errors_fp(stderr);
    std::exit(1);
}

struct Place {
    std::string host;
    std::string port;
};

Place place_of(const std::string& base_url) {
    const std::size_t host = base_url.find("//") + 2;
    const std::size_t port = base_url.rfind(':');
    return {base_url.substr(host, port - host), base_url.substr(port + 1)};
}

int connect_to(const Place& place) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(place.host.c_str(), place.port.c_str(), &hints, &found) != 0)
        fail("getaddrinfo");
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        const int made = socket(one->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int on = 1;
        setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connect(made, one->ai_addr, one->ai_addrlen) == 0) {
            freeaddrinfo(found);
            return made;
        }
        close(made);
    }
    fail("connect");
}

bool is_whole(const std::string& answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    const std::size_t length = answer.find("Content-Length: ");
    if (end == std::string::npos || length == std::string::npos) return false;
    return answer.size() >= end + 4 + std::stoul(answer.substr(length + 16));
}

std::string post(SSL* tls, const Place& place, const std::string& path, const std::string& body) {
    const std::string request =
        "POST " + path + " HTTP/1.1\r\nHost: " + place.host + ":" + place.port +
        "\r\nContent-Type: application/json\r\n" + authorization() +
        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    const int size = static_cast<int>(request.size());
    if (SSL_write(tls, request.data(), size) != size) fail("SSL_write");
    std::string answer;
    char buffer[4096];
    while (!is_whole(answer)) {
        const int got = SSL_read(tls, buffer, sizeof buffer);
        if (got <= 0) fail("SSL_read");
        answer.append(buffer, static_cast<std::size_t>(got));
    }
    return answer;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) return 64;
    const double begin = microseconds();
    const Place place = place_of(setting("INFOBIP_BASE_URL"));
    SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
    if (SSL_CTX_load_verify_file(context, setting("INFOBIP_CA_FILE").c_str()) != 1)
        fail("the CA file");
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
    const int connection = connect_to(place);
    SSL* const tls = SSL_new(context);
    if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), place.host.c_str()) != 1 &&
        (SSL_set1_host(tls, place.host.c_str()) != 1 ||
         SSL_set_tlsext_host_name(tls, place.host.c_str()) != 1))
        fail("the host's name");
    SSL_set_fd(tls, connection);
    if (SSL_connect(tls) != 1) fail("SSL_connect");
    const std::string sent = post(tls, place, send_path, send_body(argv[2]));
    const std::string code = newest_code(argv[1], argv[2]);
    const double answered = microseconds();
    const std::string verified = post(tls, place, verify_path(sent), verify_body(code));
    const double verdict = microseconds() - answered;
    SSL_shutdown(tls);
    SSL_free(tls);
    SSL_CTX_free(context);
    close(connection);
    return report(begin, verdict, is_verified(verified));
}
