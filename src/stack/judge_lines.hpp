// SPDX-License-Identifier: MIT
// judge_lines(): what can be said of the lines of a service one by one.
#pragma once

#include <vector>

#include "stack/finding.hpp"
#include "stack/situation.hpp"

namespace infobip_otp::stack {

// Files that cannot be read, lines that libpam does not understand, modules that are not there, a
// line of ours where it cannot work, or none; what the settings open to people without a code.
[[nodiscard]] std::vector<Finding> judge_lines(const Service& service,
                                               const Surroundings& surroundings);

}  // namespace infobip_otp::stack
