// SPDX-License-Identifier: MIT
// Transport: one request to the API, and every way it can end.
#pragma once

#include <optional>
#include <string>

#include "infobip_otp/rate_limit.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp {

enum class Method { post, get, put };

struct HttpRequest {
    Secret path;  // behind the base URL, with its leading slash; may name a pinId
    Secret body;  // JSON; a get has none
    Method method = Method::post;
};

enum class Delivery {
    answered,       // status and header lines of an answer arrived
    garbled,        // what arrived is no HTTP answer
    not_resolved,   // the name has no address, and none is known from before
    not_reached,    // connect, time limit or proxy: no byte of the request was written
    not_trusted,    // TLS handshake: certificate, name, version, reset; no byte was written
    no_answer,      // the request may have arrived, its result is unknown
    local_failure,  // this machine: memory, descriptors, threads, stopped or starved
};

struct HttpReply {
    Delivery delivery = Delivery::local_failure;
    int status = 0;      // answered: the final HTTP status
    bool whole = false;  // answered: the body arrived completely and within the size cap
    // The connection was made for this request. One that was used before proves nothing: its server
    // ends it when it has been idle, and the person at the prompt chooses how long it is idle. Nor
    // does one that a silent name server has left too little time.
    bool fresh_connection = false;
    Secret body;                   // answered and whole
    std::string request_id;        // X-Request-ID as it came; printable, at most 64 bytes
    std::string address;           // answered, and not through a proxy: of the server
    std::optional<WallTime> date;  // answered: the server's clock (Date), where it says so
    std::string cause;  // not answered, or not whole: why, in printable words without secrets
};

class Transport {
  public:
    static constexpr std::size_t longest_body = 64 * 1024;

    virtual ~Transport() = default;

    // Sends `request` at most once: it is repeated, once, only where no byte of it was written.
    // (A get may reach the server twice, where a kept connection dies unanswered.) Follows no
    // redirect. Returns within the time limit of the transport.
    [[nodiscard]] virtual HttpReply exchange(const HttpRequest& request) = 0;
};

}  // namespace infobip_otp
