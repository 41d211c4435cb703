// SPDX-License-Identifier: MIT
// Event words: a line of the log as a sentence.
#pragma once

#include <string>

#include "admin/log_search.hpp"

namespace infobip_otp::admin {

// "A code was sent to ********6727." An event that this version does not know is shown as it is
// written: "event to=********6727".
[[nodiscard]] std::string sentence_of(const LoggedEvent& event);

// The event with its fields, but for those that all lines of a login share.
[[nodiscard]] std::string fields_of(const LoggedEvent& event);

}  // namespace infobip_otp::admin
