// SPDX-License-Identifier: MIT
// Cause advice: why a login ended, for the administrator, and what to do about it.
#pragma once

#include <optional>
#include <string_view>

#include "infobip_otp/verdict.hpp"

namespace infobip_otp::admin {

struct CauseAdvice {
    Cause cause;
    std::string_view why;   // a sentence
    std::string_view todo;  // a sentence; empty: nothing is to be done
    int status;             // of `try`, where the login did not get in
};

// The rows of docs/verdicts.md have the same causes.
[[nodiscard]] const CauseAdvice& advice_of(Cause cause);

// The cause of a line of the log, "no_phone"; nullopt: this version has none of this name.
[[nodiscard]] std::optional<Cause> read_cause(std::string_view word);

}  // namespace infobip_otp::admin
