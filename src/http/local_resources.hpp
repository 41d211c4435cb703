// SPDX-License-Identifier: MIT
// Local resources: whether this machine lets us have what an exchange needs.
//
// What a machine has only once, an ordinary account can use up: processes, descriptors, ephemeral
// ports, memory for sockets, places in the tables of neighbours and of tracked connections. libcurl
// reports it as a name that does not resolve, or as a server that does not answer. Without this
// look whoever has used them up would make the API seem unreachable.
#pragma once

#include <sys/socket.h>

#include "infobip_otp/result.hpp"

namespace infobip_otp {

// Takes and gives back one thread, one bound port of TCP and of UDP in each family, and memory;
// looks at what the kernel says of its own tables. The Error names what could not be had.
Result<void> try_local_resources();

// Whether some datagrams can be put on their way to `address`, and a connection: the table of
// neighbours may be full, which TCP takes for silence, and each port may be taken in one family or
// the other, which leaves ports to bind and none to connect from. The Error: this machine cannot;
// what happens beyond it is not told.
Result<void> try_way_to(const sockaddr* address, socklen_t size);

}  // namespace infobip_otp
