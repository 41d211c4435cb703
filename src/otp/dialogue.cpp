// SPDX-License-Identifier: MIT
// The dialogue.
#include "otp/dialogue.hpp"

#include "otp/checking.hpp"
#include "otp/prompts.hpp"
#include "otp/recovery.hpp"
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

Step take(Attempt& attempt, const Answer& answer) {
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
    return lose_try(
        attempt, [&](unsigned tries) { return prompts::wrong_shape(attempt.policy.code, tries); });
}

}  // namespace

Ending run_dialogue(Attempt& attempt) {
    while (attempt.tries_left > 0 && attempt.prompts_left > 0) {
        const auto typed = ask(attempt, prompts::code);
        if (!typed) return denied(Cause::conversation_gone);
        if (attempt.timed_out()) return denied(Cause::expired);
        const Answer answer = read_answer(*typed, attempt.policy.code);
        attempt.note("answer", std::string(word(answer.kind)));
        if (auto ending = take(attempt, answer)) return *ending;
    }
    return denied(Cause::tries_used_up);
}

}  // namespace infobip_otp
