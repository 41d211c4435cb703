// SPDX-License-Identifier: MIT
// Completion: what bash offers behind "infobip-otp", made from its table.
#pragma once

#include <string>

#include "admin/command.hpp"

namespace infobip_otp::admin {

// A script for bash to read: share/bash-completion/completions/infobip-otp. Commands, options and
// what stands behind them: accounts, services, files, folders.
[[nodiscard]] std::string bash_completion(CommandTable table);

}  // namespace infobip_otp::admin
