// SPDX-License-Identifier: MIT
// Enabling: a service's file of PAM is changed for a while, after everything that can be was tried.
#pragma once

#include <string>
#include <vector>

#include "admin/command.hpp"
#include "infobip_otp/audit_log.hpp"

namespace infobip_otp::admin {

// `infobip-otp enable SERVICE`; returns the exit status.
[[nodiscard]] int start_trial(const Invocation& invocation);

// The files of a Trial that `service` stands for: sudo and sudo-i, su and su-l, as one program asks
// the one or the other; those of pam-auth-update for common-auth.
[[nodiscard]] std::vector<std::string> trial_names(const std::string& service);

// "sudo, sudo-i": without what pam-auth-update keeps for itself.
[[nodiscard]] std::string in_one_line(const std::vector<std::string>& names);

// In the log of the logins. Without the settings, which may be what is wrong.
void log_change(const std::string& change, const std::vector<std::string>& names,
                Severity severity = Severity::notice);

}  // namespace infobip_otp::admin
