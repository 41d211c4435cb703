// SPDX-License-Identifier: MIT
// Hosts: the programs that ask PAM, and what they can and cannot do.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "stack/finding.hpp"
#include "stack/service.hpp"

namespace infobip_otp::stack {

// Which program asks in this service's name and cannot pass a question on to a person, in words:
// "Dovecot, a mail server,"; nullptr: none that is known.
[[nodiscard]] const char* why_it_cannot_ask(std::string_view service);

// What is true of the programs of a machine.
struct Programs {
    std::string login_defs;          // the text of /etc/login.defs
    bool polkit_has_network = true;  // false: a unit of systemd runs its helper, without any
};

// `login_timeout`: the setting.
[[nodiscard]] std::vector<Finding> judge_host(const Service& service,
                                              std::chrono::seconds login_timeout,
                                              const Programs& programs);

}  // namespace infobip_otp::stack
