// SPDX-License-Identifier: MIT
// Recovery codes at a prompt.
#include "otp/recovery.hpp"

#include "otp/prompts.hpp"

namespace infobip_otp {
namespace {

void record_step(AuditLog& audit, RecoveryStep step) {
    switch (step) {
        case RecoveryStep::checking: return audit.record(line_of(Event::recovery_checking));
        case RecoveryStep::spending: return audit.record(line_of(Event::recovery_spending));
    }
}

}  // namespace

Step ask_recovery_code(Attempt& attempt) {
    while (attempt.tries_left > 0 && attempt.prompts_left > 0) {
        const auto typed = ask(attempt, prompts::recovery_code);
        if (!typed) return denied(Cause::conversation_gone);
        if (attempt.timed_out()) return denied(Cause::expired);
        const Answer answer = read_answer(*typed, attempt.policy.code);
        if (answer.kind == AnswerKind::nothing) return std::nullopt;
        if (answer.kind != AnswerKind::recovery_code) {
            --attempt.tries_left;
            attempt.ports.conversation.tell(prompts::recovery_wrong(attempt.tries_left));
            continue;
        }
        if (auto ending = spend_recovery_code(attempt, answer.text)) return ending;
    }
    return denied(Cause::tries_used_up);
}

Step spend_recovery_code(Attempt& attempt, const Secret& code) {
    Conversation& conversation = attempt.ports.conversation;
    AuditLog& audit = attempt.ports.audit;
    const auto spending = attempt.ports.recovery.spend(
        attempt.account.name, code, [&](RecoveryStep step) { record_step(audit, step); });
    --attempt.tries_left;
    if (!spending) {
        attempt.record_problem(Event::recovery_failed, spending.error().message);
        conversation.tell(prompts::recovery_unusable(attempt.tries_left));
        return std::nullopt;
    }
    switch (spending->answer) {
        case RecoveryAnswer::accepted:
            audit.record(
                line_of(Event::recovery_used, {{"codes_left", std::to_string(spending->left)}}));
            conversation.tell(prompts::recovery_accepted(spending->left));
            forget_spending(attempt, RightCode::recovery);
            return Ending{Ruling::granted, Cause::recovery_code_accepted};
        case RecoveryAnswer::wrong:
            audit.record(line_of(Event::recovery_wrong));
            conversation.tell(prompts::recovery_wrong(attempt.tries_left));
            return std::nullopt;
        case RecoveryAnswer::too_soon:
            conversation.tell(prompts::recovery_too_soon(spending->wait, attempt.tries_left));
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace infobip_otp
