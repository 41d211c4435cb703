// SPDX-License-Identifier: MIT
// Checking a code.
#include "otp/checking.hpp"

#include "infobip_otp/outcomes.hpp"
#include "otp/causes.hpp"
#include "otp/prompts.hpp"
#include "otp/provider_events.hpp"

namespace infobip_otp {
namespace {

// The line comes before the count, and both before the code leaves.
Result<Allowance> spend_failure(Attempt& attempt) {
    return attempt.ports.limits.spend_failure(attempt.account.name, [&] {
        attempt.ports.audit.record(line_of(Event::checking, {{"to", attempt.phone->masked()}}));
    });
}

void give_back_failure(Attempt& attempt) {
    const auto given_back = attempt.ports.limits.give_back_failure(attempt.account.name);
    if (!given_back) attempt.record_problem(Event::state_failed, given_back.error().message);
}

// Infobip's default allows one check per number and 3 s.
void pause_since_last_check(Attempt& attempt) {
    Clock& clock = attempt.ports.clock;
    if (attempt.last_check) {
        const auto since = clock.since_boot() - *attempt.last_check;
        if (since < attempt.policy.verify_pause) clock.sleep(attempt.policy.verify_pause - since);
    }
}

Step finish_pin(Attempt& attempt, Cause cause, std::string (*sentence)(unsigned)) {
    attempt.pin_id.wipe();
    if (attempt.resends_left == 0) return denied(cause);
    return lose_try(attempt, sentence);
}

Step judge(Attempt& attempt, const PinReply& reply) {
    const PinOutcome outcome = reply.outcome;
    if (outcome == PinOutcome::verified) {
        attempt.pin_id.wipe();  // accepted once
        forget_spending(attempt, RightCode::sent);
        return Ending{Ruling::granted, Cause::code_accepted};
    }
    if (outcome == PinOutcome::wrong_code) return lose_try(attempt, prompts::code_wrong);
    if (outcome == PinOutcome::expired)
        return finish_pin(attempt, Cause::expired, prompts::code_expired);
    if (outcome == PinOutcome::no_more_tries || outcome == PinOutcome::pin_rejected)
        return finish_pin(attempt, Cause::tries_used_up, prompts::code_finished);
    if (outcome == PinOutcome::throttled) {
        attempt.ports.conversation.tell(prompts::wait_and_type_again());
        return std::nullopt;
    }
    return ending_of(reply, attempt);
}

Step end_too_late(Attempt& attempt) {
    give_back_failure(attempt);
    if (attempt.timed_out()) return denied(Cause::expired);
    return finish_pin(attempt, Cause::expired, prompts::code_expired);
}

}  // namespace

Step check_code(Attempt& attempt, const Secret& code) {
    if (!attempt.pin_lives()) return finish_pin(attempt, Cause::expired, prompts::code_expired);

    const auto allowance = spend_failure(attempt);
    if (!allowance) return state_failed(attempt, allowance.error());
    if (!allowance->granted()) {
        tell_of_unseen(attempt, allowance->unseen);
        return ending_of(*allowance);
    }

    pause_since_last_check(attempt);
    // Looked at last of all: a login that was stopped meanwhile (SIGSTOP, a laptop asleep).
    if (attempt.timed_out() || !attempt.pin_lives()) return end_too_late(attempt);
    const PinReply reply = attempt.ports.pins.verify(attempt.pin_id, code);
    attempt.last_check = attempt.ports.clock.since_boot();
    if (proves(reply.outcome, proof::not_judged)) give_back_failure(attempt);
    record_exchange(attempt, Event::code_checked, PinOutcome::verified, reply);
    if (asks_for_new_connection(reply)) return lose_try(attempt, prompts::code_not_checked);
    return judge(attempt, reply);
}

}  // namespace infobip_otp
