// SPDX-License-Identifier: MIT
// CurlEnd: how libcurl ended one attempt, and what that says about the request.
#pragma once

#include <string>
#include <string_view>

#include "http/transport.hpp"

namespace infobip_otp {

struct CurlEnd {
    int code = 0;               // the CURLcode; 0: a whole answer
    bool begun = false;         // the connection stood and was trusted: bytes may have been written
    bool too_long = false;      // the body was longer than it may be
    bool resolved = true;       // there was an address to connect to
    bool hurried = false;       // the name has had none, and took what a connection needs
    bool head_whole = true;     // the empty line behind the header lines arrived
    bool answer_begun = false;  // something of an answer arrived
    int socket_errno = 0;       // of socket(2); 0: there was a socket
    long connect_status = 0;    // the proxy's, to CONNECT; 0: none
    long status = 0;            // of the final answer; 0: none
    long connect_errno = 0;     // of connect(2)
    std::string_view text;      // libcurl's own words
};

// True where the name of the service, or of the proxy, had no address in time, or too late for the
// one that it had before to be tried in earnest.
[[nodiscard]] bool name_failed(const CurlEnd& end);

// `answered` as well where the body broke off or was too long, but the head had arrived before.
// What breaks off in its head is garbled. What is named nowhere is a local_failure: it must not
// look like an outage.
[[nodiscard]] Delivery delivery_of(const CurlEnd& end);

// Where a second attempt may go better: nothing was written, and it was the name, the connection or
// the handshake. Not a certificate, which stays what it is, and not a time limit, which the kernel
// and the resolver have filled with repetitions of their own.
[[nodiscard]] bool worth_repeating(const CurlEnd& end);

// For HttpReply::cause.
[[nodiscard]] std::string cause_of(const CurlEnd& end);

}  // namespace infobip_otp
