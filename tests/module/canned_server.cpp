// SPDX-License-Identifier: MIT
// CannedServer.
#include "module/canned_server.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace infobip_otp::testing {
namespace {

bool is_whole(const std::string& text) {
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const std::size_t length = text.find("Content-Length: ");
    return length > end ||
           text.size() >= end + 4 + std::strtoul(text.c_str() + length + 16, nullptr, 10);
}

}  // namespace

CannedServer::CannedServer() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    listening_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(listening_, generic, size) != 0 || listen(listening_, 16) != 0 ||
        getsockname(listening_, generic, &size) != 0)
        throw std::runtime_error("a port to listen on");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

CannedServer::~CannedServer() {
    shutdown(listening_, SHUT_RDWR);
    thread_.join();
    close(listening_);
}

std::string CannedServer::base_url() const {
    return "http://127.0.0.1:" + std::to_string(port_);
}

std::string CannedServer::answer(int status, const std::string& body) {
    return "HTTP/1.1 " + std::to_string(status) +
           " Whatever\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

void CannedServer::serve() {
    for (;;) {
        const int client = accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) return;
        serve_client(client);
        close(client);
    }
}

void CannedServer::serve_client(int client) {
    for (;;) {
        std::string request;
        char piece[4096];
        while (!is_whole(request)) {
            const ssize_t got = recv(client, piece, sizeof piece, 0);
            if (got <= 0) return;
            request.append(piece, static_cast<std::size_t>(got));
        }
        const std::string& text = reply_to(request);
        send(client, text.data(), text.size(), MSG_NOSIGNAL);
        if (text.find("Content-Length: ") == std::string::npos) return;
    }
}

const std::string& CannedServer::reply_to(const std::string& request) {
    const std::string line = request.substr(0, request.find("\r\n"));
    if (line.find("/verify ") != std::string::npos) return ++verifies, verify_answer;
    if (line.find("/resend ") != std::string::npos) return ++resends, resend_answer;
    return ++sends, send_answer;
}

}  // namespace infobip_otp::testing
