// SPDX-License-Identifier: MIT
// Take back later: has `infobip-otp enable --take-back ID` run after a while, whoever logs out.
#pragma once

#include <chrono>
#include <string>

#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

// Has the next start of the machine do it too, by a unit of systemd that is written for it. Nothing
// is done where systemd does not run.
Result<void> take_back_at_boot();
void forget_boot();

// By a transient timer of systemd where that runs; else, or where it refuses, by a process of its
// own. Returns which, in words.
Result<std::string> take_back_later(const std::string& id, std::chrono::seconds wait);

}  // namespace infobip_otp::admin
