// SPDX-License-Identifier: MIT
// Failure text: tables of the known.
#include "http/failure_text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace infobip_otp {
namespace {

constexpr std::array<long, 10> network_errnos = {0,         ECONNREFUSED, ECONNRESET, ECONNABORTED,
                                                 ETIMEDOUT, EHOSTUNREACH, EHOSTDOWN,  ENETUNREACH,
                                                 ENETDOWN,  EINPROGRESS};

struct Explanation {
    std::string_view fragment;  // of libcurl's or OpenSSL's text; the first that fits counts
    std::string_view sentence;
};

constexpr Explanation explanations[] = {
    {"wrong version number", "the server does not speak TLS"},
    {"protocol version", "no TLS version in common, 1.2 or newer is required"},
    {"unsupported protocol", "no TLS version in common, 1.2 or newer is required"},
    {"subject name", "the certificate is for another name"},
    {"SSL_ERROR_SYSCALL", "the connection was reset in the TLS handshake"},
    {"reset", "the connection was reset in the TLS handshake"},
    {"unexpected eof", "the connection was closed in the TLS handshake"},
    {"certificate", "the certificate is not trusted"},
};

}  // namespace

bool is_network_errno(long number) {
    return std::find(network_errnos.begin(), network_errnos.end(), number) != network_errnos.end();
}

std::string explain_handshake(std::string_view text) {
    for (const Explanation& one : explanations)
        if (text.find(one.fragment) != std::string_view::npos)
            return std::string(one.sentence) + " (" + std::string(text) + ")";
    return std::string(text);
}

}  // namespace infobip_otp
