// SPDX-License-Identifier: MIT
// Peer address: whether whoever is at the other end sits at another machine.
#pragma once

#include <string>

namespace infobip_otp {

// An IPv4 or IPv6 address in digits, without a zone.
[[nodiscard]] bool is_ip_address(const std::string& text);

// Whether `text`, a PAM_RHOST, is an IP address and not one of this machine's: loopback and the
// addresses of its interfaces are, as `ssh localhost` comes from there. A name is believed of
// nobody (docs/security-rules.md rule 18), nor is what cannot be found out.
[[nodiscard]] bool is_another_machine(const std::string& text);

}  // namespace infobip_otp
