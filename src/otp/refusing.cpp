// SPDX-License-Identifier: MIT
// Refusing.
#include "otp/refusing.hpp"

#include "otp/prompts.hpp"
#include "otp/recovery.hpp"

namespace infobip_otp {

Ending refuse(Attempt& attempt, const Ending& ending) {
    if (ending.cause == Cause::conversation_gone) return ending;  // nobody is left to tell
    Conversation& conversation = attempt.ports.conversation;
    conversation.tell(prompts::with_reference(prompts::refusal(ending.cause, ending.wait),
                                              attempt.request.reference));
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

}  // namespace infobip_otp
