// SPDX-License-Identifier: MIT
// HeadCap: how much a client may send of a request before its head ends; over TLS.
//
// The HTTP library caps each header line and not how many there are. OpenSSL shows what it reads: a
// connection whose head has no end is ended while the library reads it.
#pragma once

#include <openssl/types.h>

#include <cstddef>

namespace infobip_otp::sandbox {

// A longer head that ends is refused with 431.
inline constexpr std::size_t longest_head = 64 * 1024;

// For all connections of `context`: their first head begins with the handshake.
void cap_heads(SSL_CTX* context);

// The head has ended: what comes now is a body, which has a cap of its own.
void end_head(const SSL* tls);

// The answer is out: what comes now is the next head.
void begin_head(const SSL* tls);

}  // namespace infobip_otp::sandbox
