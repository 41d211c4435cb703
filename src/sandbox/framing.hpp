// SPDX-License-Identifier: MIT
// Framing: whether a body follows the headers, and whether they agree on where it ends (RFC 9112
// 6).
#pragma once

#include <httplib.h>

namespace infobip_otp::sandbox {

// The library reads what it can out of contradictions, and the rest of the body as the next
// request.
enum class Framing {
    no_body,
    body,
    malformed,       // no length, several, or a length beside chunks: 400
    unknown_coding,  // chunked is the only coding there is: 501
};

[[nodiscard]] Framing framing_of(const httplib::Request& request);

}  // namespace infobip_otp::sandbox
