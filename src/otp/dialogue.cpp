// SPDX-License-Identifier: MIT
// The dialogue.
#include "otp/dialogue.hpp"

#include "otp/checking.hpp"
#include "otp/prompts.hpp"
#include "otp/recovery.hpp"
#include "otp/refusing.hpp"
#include "otp/sending.hpp"

namespace infobip_otp {
namespace {

std::string_view word(AnswerKind kind) {
    switch (kind) {
        case AnswerKind::nothing: return "nothing";
        case AnswerKind::send_again: return "send_again";
        case AnswerKind::code: return "code";
        case AnswerKind::recovery_code: return "recovery_code";
        case AnswerKind::unreadable: return "unreadable";
    }
    return "unreadable";
}

Step lose_try(Attempt& attempt, const std::string& sentence) {
    if (attempt.tries_left > 0) attempt.ports.conversation.tell(sentence);
    return std::nullopt;
}

Step take(Attempt& attempt, const Answer& answer) {
    const LoginPolicy& policy = attempt.policy;
    switch (answer.kind) {
        case AnswerKind::code: return check_code(attempt, answer.text);
        case AnswerKind::send_again: return send_again(attempt);
        case AnswerKind::recovery_code:
            if (attempt.recovery_codes_left > 0) return spend_recovery_code(attempt, answer.text);
            break;
        case AnswerKind::nothing:  // costs its prompt and no try
            attempt.ports.conversation.tell(prompts::nothing_typed());
            return std::nullopt;
        case AnswerKind::unreadable: break;
    }
    --attempt.tries_left;
    return lose_try(attempt, prompts::wrong_shape(policy.code, attempt.tries_left));
}

}  // namespace

Ending run_dialogue(Attempt& attempt) {
    while (attempt.tries_left > 0 && attempt.prompts_left > 0) {
        const auto typed = ask(attempt, prompts::code);
        if (!typed) return denied(Cause::conversation_gone);
        if (attempt.timed_out()) return refuse(attempt, denied(Cause::expired));
        const Answer answer = read_answer(*typed, attempt.policy.code);
        attempt.note("answer", std::string(word(answer.kind)));
        if (auto ending = take(attempt, answer)) return *ending;
    }
    return refuse(attempt, denied(Cause::tries_used_up));
}

Ending state_failed(Attempt& attempt, const Error& error) {
    attempt.ports.audit.record({"state_failed", Severity::error, {{"detail", error.message}}});
    return refuse(attempt, denied(Cause::state_folder));
}

}  // namespace infobip_otp
