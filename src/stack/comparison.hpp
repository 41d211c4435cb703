// SPDX-License-Identifier: MIT
// Comparison: whom a change of a service would lock out, let in, or send messages to.
#pragma once

#include <string>

#include "stack/logins.hpp"

namespace infobip_otp::stack {

// Tries each kind of account in each situation, with every combination of what the conditions and
// the other factors of both stacks may answer. Empty: nobody is worse off and nobody gets further.
// Otherwise what happens to whom, in words: "would lock out ...". `before` and `after` are one
// service before and after the change.
[[nodiscard]] std::string what_gets_worse(const Service& before, const Service& after,
                                          const Circumstances& circumstances,
                                          const Surroundings& surroundings);

}  // namespace infobip_otp::stack
