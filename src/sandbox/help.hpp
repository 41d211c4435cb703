// SPDX-License-Identifier: MIT
// Help: what --help prints, from the tables of options, quirks, faults, routes and commands.
#pragma once

#include <string>

namespace infobip_otp::sandbox {

[[nodiscard]] std::string help_text();

}  // namespace infobip_otp::sandbox
