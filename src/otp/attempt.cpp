// SPDX-License-Identifier: MIT
// What every step does.
#include "otp/attempt.hpp"

#include "otp/prompts.hpp"

namespace infobip_otp {

std::optional<Secret> ask(Attempt& attempt, std::string_view prompt) {
    if (attempt.prompts_left > 0) --attempt.prompts_left;
    auto typed = attempt.ports.conversation.ask(prompt);
    attempt.first_prompt_unanswered = !typed && !attempt.asked_before;
    attempt.asked_before = true;
    return typed;
}

Step lose_try(Attempt& attempt, const std::function<std::string(unsigned)>& sentence) {
    --attempt.tries_left;
    if (attempt.tries_left > 0) attempt.ports.conversation.tell(sentence(attempt.tries_left));
    return std::nullopt;
}

void tell_of_unseen(Attempt& attempt, const Unseen& unseen) {
    if (unseen.is_nothing() || unseen == attempt.told) return;
    attempt.ports.conversation.tell(prompts::unseen(unseen));
    attempt.told = unseen;
}

void forget_spending(Attempt& attempt, RightCode code) {
    const auto forgotten = attempt.ports.limits.succeed(attempt.account.name, code, attempt.told);
    if (!forgotten) attempt.record_problem(Event::state_failed, forgotten.error().message);
}

Ending state_failed(const Attempt& attempt, const Error& error) {
    attempt.record_problem(Event::state_failed, error.message);
    return denied(Cause::state_folder);
}

}  // namespace infobip_otp
