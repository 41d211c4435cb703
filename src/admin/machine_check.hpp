// SPDX-License-Identifier: MIT
// Machine check: the findings of `check` for which nobody has to be asked.
#pragma once

#include <optional>
#include <vector>

#include "admin/accounts_state.hpp"
#include "admin/settings_report.hpp"
#include "infobip_otp/secret.hpp"
#include "stack/finding.hpp"

namespace infobip_otp::admin {

struct CheckedMachine {
    std::vector<stack::Finding> findings;
    std::optional<Secret> key;  // of the logins, where it can be read
};

// `manage_key`: what the child that loads the module wipes in its copy.
[[nodiscard]] CheckedMachine check_machine(AccountsState& state, Secret& manage_key,
                                           const std::vector<ServiceSettings>& services);

}  // namespace infobip_otp::admin
