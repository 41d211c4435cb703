// SPDX-License-Identifier: MIT
// The Transport over libcurl: one kept-alive connection, strict in what it trusts.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "http/base_url.hpp"
#include "http/ca_source.hpp"
#include "http/transport.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/result.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp {

struct CurlOptions {
    BaseUrl base;
    Secret authorization;    // the value of the Authorization header
    std::string user_agent;  // "pam-infobip-otp/1.0"
    CaSource ca;
    // Of base.host, where it answered a moment ago; tried where the name has none now. Empty: none.
    std::string known_address;
    // A sandbox stands for the service, also on this machine. All else that runs here is a part of
    // it.
    bool sandbox = false;
    std::string proxy;  // as parse_proxy_url gave it; empty: none, whatever the environment says
    std::chrono::milliseconds connect_timeout{3000};
    std::chrono::milliseconds request_timeout{8000};  // one exchange, its repetition included
};

// HTTP/1.1 over TLS 1.2 or newer; peer and host name are always checked. A loopback http:// base
// never goes through the proxy. An idle connection is used again within 30 s.
//
// Whatever libcurl reports, an exchange that was stopped or starved (pace.hpp), or that lacked
// something of this machine (local_resources.hpp), is a local_failure; so is a proxy, or a gateway
// in the service's place, that runs on this machine and does not do its work. Only an answer with a
// status below 500 stands all the same, as nobody but the server can give it.
//
// The calling process ignores SIGPIPE. `clock` must outlive the transport. The Error means that
// libcurl could not be set up.
Result<std::unique_ptr<Transport>> make_curl_transport(CurlOptions options, const Clock& clock);

}  // namespace infobip_otp
