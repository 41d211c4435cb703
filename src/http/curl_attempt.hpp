// SPDX-License-Identifier: MIT
// CurlAttempt: one attempt at an exchange, as libcurl's callbacks see it.
#pragma once

#include <curl/curl.h>

#include <array>
#include <string>

#include "http/answer_watch.hpp"
#include "http/capped_answer.hpp"
#include "http/curl_handles.hpp"
#include "http/tried_addresses.hpp"

namespace infobip_otp {

struct CurlAttempt {
    CurlAttempt(CURL* its_easy, AnswerWatch& its_watch) : easy(its_easy), watch(its_watch) {}

    CURL* easy;
    AnswerWatch& watch;
    TriedAddresses tried;
    int socket_errno = 0;
    bool head_whole = false;
    bool begun = false;    // the connection stood and was trusted: bytes may have been written
    bool on_kept = false;  // over a connection that was used before
    CappedAnswer answer;
    CURLcode code = CURLE_FAILED_INIT;
    std::array<char, CURL_ERROR_SIZE> error{};
};

// The callbacks; the CurlAttempt is the data of each.
void set_callbacks(Setter& setter);

// Lets `watch`, which must outlive the connections, see what comes on them.
void set_watch(Setter& setter, AnswerWatch& watch, bool is_https);

// In digits, without a zone; empty: none was connected to.
[[nodiscard]] std::string address_of(const CurlAttempt& attempt);

// Whether one of the addresses that were tried is this machine's own, or may be.
[[nodiscard]] bool stayed_here(const CurlAttempt& attempt);

}  // namespace infobip_otp
