// SPDX-License-Identifier: MIT
// Refusing, and recovery codes.
#include "otp/refusing.hpp"

#include "otp/causes.hpp"
#include "otp/dialogue.hpp"
#include "otp/prompts.hpp"

namespace infobip_otp {
namespace {

void record_step(AuditLog& audit, RecoveryStep step) {
    switch (step) {
        case RecoveryStep::checking:
            return audit.record({"recovery_checking", Severity::notice, {}});
        case RecoveryStep::spending:
            return audit.record({"recovery_spending", Severity::warning, {}});
    }
}

}  // namespace

Ending refuse(Attempt& attempt, Ending ending, std::chrono::seconds wait) {
    Conversation& conversation = attempt.ports.conversation;
    conversation.tell(
        prompts::with_reference(prompts::refusal(ending.cause, wait), attempt.request.reference));
    if (attempt.asked_before) return ending;

    if (attempt.recovery_codes_left > 0) {
        conversation.tell(prompts::recovery_instead());
        const Step recovered = ask_recovery_code(attempt);
        return recovered && recovered->ruling == Ruling::granted ? *recovered : ending;
    }
    // Whatever is typed, and whether anything is: the login has ended.
    static_cast<void>(ask(attempt, prompts::close));
    return ending;
}

Ending end_by_outcome(Attempt& attempt, const PinReply& reply) {
    const Ending denial = denied(cause_of(reply.outcome));
    if (!may_open(reply, attempt)) return refuse(attempt, denial);
    const std::chrono::seconds wait =
        std::chrono::ceil<std::chrono::seconds>(attempt.policy.unreachable_after) -
        reply.unreached_for;
    if (wait.count() > 0) return refuse(attempt, denial, wait);
    attempt.ports.conversation.tell(prompts::let_in_unreachable());
    return {Ruling::granted, Cause::unreachable_allowed};
}

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
        audit.record({"recovery_failed", Severity::error, {{"detail", spending.error().message}}});
        conversation.tell(prompts::recovery_unusable(attempt.tries_left));
        return std::nullopt;
    }
    switch (spending->answer) {
        case RecoveryAnswer::accepted:
            audit.record({"recovery_used",
                          Severity::warning,
                          {{"codes_left", std::to_string(spending->left)}}});
            conversation.tell(prompts::recovery_accepted(spending->left));
            forget_spending(attempt, RightCode::recovery);
            return Ending{Ruling::granted, Cause::recovery_code_accepted};
        case RecoveryAnswer::wrong:
            audit.record({"recovery_wrong", Severity::notice, {}});
            conversation.tell(prompts::recovery_wrong(attempt.tries_left));
            return std::nullopt;
        case RecoveryAnswer::too_soon:
            conversation.tell(prompts::recovery_too_soon(spending->wait, attempt.tries_left));
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace infobip_otp
