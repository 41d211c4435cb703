// SPDX-License-Identifier: MIT
// Dialogue: the prompts of a login after a code was sent.
#pragma once

#include <optional>
#include <string_view>

#include "otp/attempt.hpp"

namespace infobip_otp {

// Asks until the code was right, nobody answers or nothing is left to ask for: at most
// tries + resends prompts.
[[nodiscard]] Ending run_dialogue(Attempt& attempt);

// One prompt; counts it. nullopt: nobody answers.
[[nodiscard]] std::optional<Secret> ask(Attempt& attempt, std::string_view prompt);

// Shows what happened to the account since its owner was here last, unless the person has read just
// that. It is told again at each login until the right code that was sent is typed (succeed).
void tell_of_unseen(Attempt& attempt, const Unseen& unseen);

// After a right code: the account's failures and unanswered messages are forgotten. A store that
// fails here is logged; the code was right all the same.
void forget_spending(Attempt& attempt, RightCode code);

// Logs a store that failed and ends the login.
[[nodiscard]] Ending state_failed(Attempt& attempt, const Error& error);

}  // namespace infobip_otp
