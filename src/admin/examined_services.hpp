// SPDX-License-Identifier: MIT
// Examined services: what `doctor` finds out about PAM, sshd and sudo of this machine.
#pragma once

#include <optional>
#include <vector>

#include "admin/command.hpp"
#include "admin/examination.hpp"
#include "infobip_otp/result.hpp"
#include "stack/situation.hpp"

namespace infobip_otp::admin {

// The services that were typed; without any sshd, sudo, sudo-i and each with a line of ours.
// `person`: about this account alone.
[[nodiscard]] Result<std::vector<ExaminedService>> examine_services(
    const Invocation& invocation, std::optional<stack::Person> person);

}  // namespace infobip_otp::admin
