// SPDX-License-Identifier: MIT
// Failure text: reading what connect(2) and OpenSSL say about a connection that did not come about.
#pragma once

#include <string>
#include <string_view>

namespace infobip_otp {

// True where `number`, an errno of connect(2) or 0, tells of something beyond this machine.
// EADDRNOTAVAIL, EMFILE, ENOBUFS, EPERM and the like do not: a caller can bring them about.
[[nodiscard]] bool is_network_errno(long number);

// "the certificate is for another name (SSL: no alternative certificate ...)": which kind of TLS
// failure libcurl's `text` means, in front of it; the text alone where it is none that is known.
[[nodiscard]] std::string explain_handshake(std::string_view text);

}  // namespace infobip_otp
