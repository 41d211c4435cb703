// SPDX-License-Identifier: MIT
// Account conditions: modules whose answer is a look at a file for one account.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stack/situation.hpp"

namespace infobip_otp::stack {

// Whether pam_localuser, pam_usertype, pam_shells or pam_access says yes to the account, by the
// files that it reads; nullopt: another module, or more than these files decides.
[[nodiscard]] std::optional<bool> condition_holds(std::string_view module,
                                                  const std::vector<std::string>& arguments,
                                                  const Person& person);

}  // namespace infobip_otp::stack
