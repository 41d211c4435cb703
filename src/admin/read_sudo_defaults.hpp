// SPDX-License-Identifier: MIT
// Reading sudo's Defaults: sudo's own cvtsudoers(1) reads the file.
#pragma once

#include <string>
#include <vector>

#include "infobip_otp/result.hpp"
#include "stack/sudo_defaults.hpp"

namespace infobip_otp::admin {

// Those of the file and of what it includes: for everybody, for hosts, accounts, targets and
// commands, in the order in which sudo lets later ones win. `account`: only what holds for it
// ("": all). The Error has the words of cvtsudoers.
Result<std::vector<stack::SudoDefault>> read_sudo_defaults(const std::string& file,
                                                           const std::string& account);

// Where sudo takes rules from besides files: "sss", "ldap", by nsswitch.conf(5); empty: nowhere.
[[nodiscard]] std::string other_sudo_sources();

}  // namespace infobip_otp::admin
