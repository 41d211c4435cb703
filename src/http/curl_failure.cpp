// SPDX-License-Identifier: MIT
// CurlEnd: the table of CURLcodes.
#include "http/curl_failure.hpp"

#include <curl/curl.h>

#include "base/file.hpp"
#include "base/text.hpp"
#include "http/failure_text.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t longest_cause = 200;

enum class Fate { as_begun, not_again, trust, garbled, local };

Fate fate_of(int code) {
    switch (code) {
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_OPERATION_TIMEDOUT:
        case CURLE_GOT_NOTHING:
        case CURLE_SEND_ERROR:
        case CURLE_RECV_ERROR:
        case CURLE_PARTIAL_FILE: return Fate::as_begun;
        // Begun before: it is not begun again.
        case CURLE_ABORTED_BY_CALLBACK: return Fate::not_again;
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CIPHER:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_ISSUER_ERROR:
        case CURLE_SSL_INVALIDCERTSTATUS: return Fate::trust;
        case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9, that is: no status line
        case CURLE_WEIRD_SERVER_REPLY:
        case CURLE_BAD_CONTENT_ENCODING:
        case CURLE_WRITE_ERROR:  // CappedAnswer refused more
            return Fate::garbled;
        default: return Fate::local;
    }
}

bool is_cut(const CurlEnd& end) {
    const bool broke_off = end.code == CURLE_PARTIAL_FILE || end.code == CURLE_RECV_ERROR;
    return end.begun && end.status >= 200 && (broke_off || end.too_long);
}

// A proxy that says no to us, and not that it could not reach the service.
bool is_refusal(long connect_status) {
    return connect_status >= 400 && connect_status < 500;
}

}  // namespace

bool name_failed(const CurlEnd& end) {
    return !end.begun &&
           (end.code == CURLE_COULDNT_RESOLVE_HOST || end.code == CURLE_COULDNT_RESOLVE_PROXY ||
            (end.code == CURLE_OPERATION_TIMEDOUT && (!end.resolved || end.hurried)));
}

Delivery delivery_of(const CurlEnd& end) {
    if (end.code == CURLE_OK || is_cut(end))
        return end.head_whole ? Delivery::answered : Delivery::garbled;
    if (name_failed(end)) return Delivery::not_resolved;
    switch (fate_of(end.code)) {
        case Fate::as_begun:
            if (end.begun)
                return end.answer_begun && end.code != CURLE_OPERATION_TIMEDOUT
                           ? Delivery::garbled
                           : Delivery::no_answer;
            return is_network_errno(end.connect_errno) && end.socket_errno == 0 &&
                           !is_refusal(end.connect_status)
                       ? Delivery::not_reached
                       : Delivery::local_failure;
        case Fate::not_again: return end.begun ? Delivery::no_answer : Delivery::local_failure;
        case Fate::trust: return end.begun ? Delivery::no_answer : Delivery::not_trusted;
        case Fate::garbled: return end.begun ? Delivery::garbled : Delivery::local_failure;
        case Fate::local: return Delivery::local_failure;
    }
    return Delivery::local_failure;
}

bool worth_repeating(const CurlEnd& end) {
    return !end.begun &&
           (end.code == CURLE_COULDNT_RESOLVE_HOST || end.code == CURLE_COULDNT_RESOLVE_PROXY ||
            end.code == CURLE_COULDNT_CONNECT || end.code == CURLE_SSL_CONNECT_ERROR);
}

std::string cause_of(const CurlEnd& end) {
    if (end.too_long) return "the answer is too long";
    if (fate_of(end.code) == Fate::trust)
        return printable(explain_handshake(end.text), longest_cause);
    std::string text(end.text);
    if (end.code == CURLE_COULDNT_CONNECT && end.connect_errno != 0)
        text = system_error(text, static_cast<int>(end.connect_errno)).message;
    return printable(text, longest_cause);
}

}  // namespace infobip_otp
