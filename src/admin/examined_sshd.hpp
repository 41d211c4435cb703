// SPDX-License-Identifier: MIT
// Examining sshd: its settings for everybody, and in each Match block.
#pragma once

#include "admin/command.hpp"
#include "admin/examination.hpp"
#include "stack/situation.hpp"

namespace infobip_otp::admin {

// Fills in `one` but for its logins and its repair: the PAM service that sshd names, ways, blocks,
// findings. `circumstances` become those of what sshd does in general, or for their person.
void examine_sshd(const Invocation& invocation, ExaminedService& one,
                  stack::Circumstances& circumstances, stack::Surroundings& surroundings);

}  // namespace infobip_otp::admin
