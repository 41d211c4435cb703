// SPDX-License-Identifier: MIT
// judge_pam(): what is wrong with the stack of one service, said in sentences.
#pragma once

#include <vector>

#include "stack/finding.hpp"
#include "stack/logins.hpp"

namespace infobip_otp::stack {

// The findings of one service: failures, then warnings; where there is neither, one that says how
// people get in.
[[nodiscard]] std::vector<Finding> judge_pam(const Service& service,
                                             const Circumstances& circumstances,
                                             const Surroundings& surroundings);

// Whether any line of any facility is ours.
[[nodiscard]] bool asks_for_code(const Service& service);

}  // namespace infobip_otp::stack
