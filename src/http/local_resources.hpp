// SPDX-License-Identifier: MIT
// Local resources: whether this machine lets us have what an exchange needs.
//
// libcurl reports "getaddrinfo() thread failed to start" with the same code as a name that does not
// resolve. Without this look a caller who has used up the process or descriptor limits would make
// the API seem unreachable.
#pragma once

#include "infobip_otp/result.hpp"

namespace infobip_otp {

// Takes and gives back one thread, one stream and one datagram socket, and memory.
// The Error names what could not be had.
Result<void> try_local_resources();

}  // namespace infobip_otp
