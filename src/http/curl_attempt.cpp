// SPDX-License-Identifier: MIT
// CurlAttempt: libcurl's callbacks.
#include "http/curl_attempt.hpp"

#include <netdb.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "base/peer_address.hpp"

namespace infobip_otp {
namespace {

// Where a reused connection dies unanswered, libcurl would repeat the request by itself: a second
// message, or a second try.
int begin_request(void* data, char*, char*, int, int) {
    CurlAttempt& attempt = *static_cast<CurlAttempt*>(data);
    attempt.watch.forget();
    if (std::exchange(attempt.begun, true)) return CURL_PREREQFUNC_ABORT;
    long new_connections = 0;
    curl_easy_getinfo(attempt.easy, CURLINFO_NUM_CONNECTS, &new_connections);
    attempt.on_kept = new_connections == 0;
    return CURL_PREREQFUNC_OK;
}

// The empty line ends the head; a status line begins another one, behind an interim answer.
std::size_t take_header(char* bytes, std::size_t size, std::size_t count, void* data) {
    CurlAttempt& attempt = *static_cast<CurlAttempt*>(data);
    const std::string_view line(bytes, size * count);
    if (line == "\r\n" || line == "\n") attempt.head_whole = true;
    if (line.starts_with("HTTP/")) attempt.head_whole = false;
    return attempt.answer.add_header(line.size()) ? line.size() : 0;
}

curl_socket_t open_socket(void* data, curlsocktype, curl_sockaddr* to) {
    CurlAttempt& attempt = *static_cast<CurlAttempt*>(data);
    attempt.tried.add(&to->addr, to->addrlen);
    const int socket = ::socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
    if (socket < 0) attempt.socket_errno = errno;
    return socket;
}

int close_plain_socket(void* watch, curl_socket_t socket) {
    static_cast<AnswerWatch*>(watch)->look_at(socket);
    return close(socket);
}

CURLcode watch_tls(CURL*, void* context, void* watch) {
    static_cast<AnswerWatch*>(watch)->attach(context);
    return CURLE_OK;
}

std::size_t take_body(char* bytes, std::size_t size, std::size_t count, void* attempt) {
    return static_cast<CurlAttempt*>(attempt)->answer.add_body(bytes, size * count) ? size * count
                                                                                    : 0;
}

std::string in_digits(const TriedAddresses::One& to) {
    char text[NI_MAXHOST] = {};
    const int known = getnameinfo(to.get(), to.size, text, sizeof text, nullptr, 0, NI_NUMERICHOST);
    return known == 0 ? text : "";
}

}  // namespace

void set_callbacks(Setter& setter) {
    setter.set(CURLOPT_HEADERFUNCTION, take_header)
        .set(CURLOPT_WRITEFUNCTION, take_body)
        .set(CURLOPT_OPENSOCKETFUNCTION, open_socket)
        .set(CURLOPT_PREREQFUNCTION, begin_request);
}

void set_watch(Setter& setter, AnswerWatch& watch, bool is_https) {
    if (is_https)
        setter.set(CURLOPT_SSL_CTX_FUNCTION, watch_tls).set(CURLOPT_SSL_CTX_DATA, &watch);
    else
        setter.set(CURLOPT_CLOSESOCKETFUNCTION, close_plain_socket)
            .set(CURLOPT_CLOSESOCKETDATA, &watch);
}

std::string address_of(const CurlAttempt& attempt) {
    if (attempt.tried.empty()) return "";
    std::string text = in_digits(attempt.tried.last());
    return is_ip_address(text) ? text : "";
}

bool stayed_here(const CurlAttempt& attempt) {
    return std::any_of(attempt.tried.begin(), attempt.tried.end(),
                       [](const auto& to) { return !is_another_machine(in_digits(to)); });
}

}  // namespace infobip_otp
