// SPDX-License-Identifier: MIT
// Where a body ends.
#include "sandbox/framing.hpp"

#include <strings.h>

#include "base/text.hpp"

namespace infobip_otp::sandbox {

Framing framing_of(const httplib::Request& request) {
    const std::size_t lengths = request.get_header_value_count("Content-Length");
    const std::size_t codings = request.get_header_value_count("Transfer-Encoding");
    if (codings > 0) {
        const std::string coding = request.get_header_value("Transfer-Encoding");
        if (codings > 1 || strcasecmp(coding.c_str(), "chunked") != 0)
            return Framing::unknown_coding;
        return lengths == 0 ? Framing::body : Framing::malformed;
    }
    if (lengths == 0) return Framing::no_body;
    const bool good = lengths == 1 && parse_unsigned(request.get_header_value("Content-Length"));
    return good ? Framing::body : Framing::malformed;
}

}  // namespace infobip_otp::sandbox
