// SPDX-License-Identifier: MIT
// Curl setup: the options of a handle that say what is trusted, what is kept and what is sent.
#pragma once

#include "http/curl_handles.hpp"
#include "http/curl_transport.hpp"
#include "http/transport.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp {

void set_trust(Setter& setter, const CurlOptions& options);
void set_connection(Setter& setter);
void set_method(Setter& setter, const HttpRequest& request);

// The header lines of every request; the one with the key wipes itself.
Result<Headers> make_headers(const CurlOptions& options);

}  // namespace infobip_otp
