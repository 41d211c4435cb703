// SPDX-License-Identifier: MIT
// Enabling: a service's file of PAM is changed for a while, after everything that can be was tried.
#pragma once

#include <string>
#include <vector>

#include "admin/command.hpp"

namespace infobip_otp::admin {

// `infobip-otp enable SERVICE`; returns the exit status.
[[nodiscard]] int start_trial(const Invocation& invocation);

// sudo and sudo-i, su and su-l: one program asks the one or the other.
[[nodiscard]] std::vector<std::string> names_with_twin(const std::string& name);

// "sudo, sudo-i"
[[nodiscard]] std::string in_one_line(const std::vector<std::string>& names);

// In the log of the logins. Without the settings, which may be what is wrong.
void log_change(const std::string& change, const std::vector<std::string>& names);

}  // namespace infobip_otp::admin
