// SPDX-License-Identifier: MIT
// Refusing.
#include "otp/refusing.hpp"

#include "otp/causes.hpp"
#include "otp/prompts.hpp"
#include "otp/recovery.hpp"

namespace infobip_otp {

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

}  // namespace infobip_otp
