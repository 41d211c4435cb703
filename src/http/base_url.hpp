// SPDX-License-Identifier: MIT
// BaseUrl: where the API is, checked before connecting (docs/infobip-contract.md section 10.1).
//
// Pure text: the settings reader in the module uses it as the helper does. The parsed host decides,
// never a prefix of the text: http://localhost.example.com begins like a loopback address.
#pragma once

#include <string>
#include <string_view>

#include "infobip_otp/result.hpp"

namespace infobip_otp {

struct BaseUrl {
    // "https://xxxxx.api.infobip.com", "https://gateway:8443": scheme and host in lower case, no
    // slash at the end. A path of the API is appended as it is.
    std::string text;
    std::string host;  // an IPv6 address without its brackets

    [[nodiscard]] bool is_https() const { return text.starts_with("https:"); }
    // A loopback address or "localhost": a sandbox, or a gateway of this machine's own.
    [[nodiscard]] bool is_on_this_machine() const;
};

// Absolute, https; http where the host is a literal loopback address (127.0.0.0/8 or ::1), never
// for a name. Host: a name of letters, digits, '-', '_' and '.', a dotted IPv4 or a bracketed IPv6
// address. No path but slashes, no user info, query, fragment or blank; at most 500 bytes. The
// Error says what is wrong and what to write, it quotes nothing but a path (the rest may hold a
// password).
Result<BaseUrl> parse_base_url(std::string_view text);

// A proxy as the settings name it: "http://HOST:PORT", nothing else. The port is required because
// libcurl's default for proxies, 1080, is nobody's HTTP proxy. Returns it in lower case.
Result<std::string> parse_proxy_url(std::string_view text);

}  // namespace infobip_otp
