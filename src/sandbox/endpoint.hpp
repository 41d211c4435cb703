// SPDX-License-Identifier: MIT
// Endpoint: an address and port to listen on; loopback unless somebody insists.
#pragma once

#include <string>

#include "infobip_otp/result.hpp"

namespace infobip_otp::sandbox {

struct Endpoint {
    std::string host;  // a literal address
    int port = 0;      // 0: any that is free

    // "http://HOST:PORT"; localhost for the loopback addresses under https, since that is what the
    // certificate names first.
    [[nodiscard]] std::string url(const std::string& scheme, int actual_port) const;
};

enum class Reach { loopback, any };

// "127.0.0.1:8443", "[::1]:0", "localhost:0" (127.0.0.1). No other name; an address beyond
// 127.0.0.0/8 and ::1 only with Reach::any.
Result<Endpoint> parse_endpoint(const std::string& text, Reach reach);

}  // namespace infobip_otp::sandbox
