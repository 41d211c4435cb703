// SPDX-License-Identifier: MIT
// Delivery: a reply onto the wire, as it should be or as a fault wants it.
#pragma once

#include <httplib.h>

#include "sandbox/api.hpp"

namespace infobip_otp::sandbox {

void deliver(const Reply& reply, const httplib::Request& request, httplib::Response& response);

// Past the library, as the last thing on this connection: what is left of the request is unread.
void deliver_last(const Reply& reply, const httplib::Request& request);

}  // namespace infobip_otp::sandbox
