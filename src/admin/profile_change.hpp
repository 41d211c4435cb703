// SPDX-License-Identifier: MIT
// Profile change: what pam-auth-update would write to have every service of common-auth ask.
#pragma once

#include <string>
#include <vector>

#include "admin/trial.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

inline constexpr const char* all_services = "common-auth";

// The files that may be in such a change, by their names in a Trial.
[[nodiscard]] std::vector<std::string> profile_names();

// pam-auth-update(8) itself makes them, on a copy, with our profile enabled; nothing of this
// machine is changed. The Error: it is not there, or it refuses, in its words. No Change: it is
// enabled.
Result<std::vector<Trial::Change>> enabled_profile(const Trial& trial);

}  // namespace infobip_otp::admin
