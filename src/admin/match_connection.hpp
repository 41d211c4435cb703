// SPDX-License-Identifier: MIT
// Match connection: a login that a Match block of sshd is for.
#pragma once

#include <optional>
#include <string>

#include "stack/match_blocks.hpp"

namespace infobip_otp::admin {

// As `sshd -T -C` takes it: "user=alice,host=192.0.2.10,addr=192.0.2.10". An account of this
// machine where a group or a pattern has to be met. nullopt: nobody here can meet it.
[[nodiscard]] std::optional<std::string> connection_into(const stack::MatchBlock& block);

}  // namespace infobip_otp::admin
