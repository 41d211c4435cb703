// SPDX-License-Identifier: MIT
// judge_branches(): conditions that lead only to a refusal, and what helps whom our line ignores.
#pragma once

#include <string>
#include <vector>

#include "stack/finding.hpp"
#include "stack/logins.hpp"

namespace infobip_otp::stack {

// Conditions whose yes jumps to where nobody gets in, while a no does not.
[[nodiscard]] std::vector<Finding> judge_branches(const Service& service,
                                                  const Circumstances& circumstances,
                                                  const Surroundings& surroundings);

// What to change where our line answers ignore to `who` and no other says yes, in a sentence. It
// was tried on paper: nobody else gets in by it, and nobody gets in no more.
[[nodiscard]] std::string advice_for_ignored(const Service& service,
                                             const Circumstances& circumstances,
                                             const Surroundings& surroundings, Who who);

}  // namespace infobip_otp::stack
