// SPDX-License-Identifier: MIT
// Sending, and what is logged of it.
#include "otp/sending.hpp"

#include "otp/causes.hpp"
#include "otp/prompts.hpp"
#include "otp/provider_events.hpp"

namespace infobip_otp {
namespace {

// For resend_wait to be over; whoever has longer to wait is told so.
constexpr std::chrono::seconds longest_wait(20);

// The line comes before the count, and both before the message: whoever is killed in between has
// left a line for each message that went out.
Result<Allowance> spend_send(Attempt& attempt) {
    return attempt.ports.limits.spend_send(attempt.account.name, [&] {
        attempt.ports.audit.record(
            line_of(Event::sending, {{"to", attempt.phone->masked()}, {"channel", "sms"}}));
    });
}

bool can_wait(const Attempt& attempt, std::chrono::seconds wait) {
    return wait <= longest_wait && attempt.age() + wait < attempt.policy.login_timeout;
}

// Where the last message is too young still, waits until it is not, once: a person who is told to
// come back in 6 seconds does nothing else. Nothing is locked meanwhile.
Result<Allowance> spend_send_in_time(Attempt& attempt) {
    auto allowance = spend_send(attempt);
    if (!allowance || allowance->refused_by != Limit::resend_wait ||
        !can_wait(attempt, allowance->wait))
        return allowance;
    attempt.ports.conversation.tell(prompts::sent_soon(allowance->wait));
    attempt.ports.clock.sleep(allowance->wait);
    return spend_send(attempt);
}

void give_back_send(Attempt& attempt) {
    const auto given_back = attempt.ports.limits.give_back_send(attempt.account.name);
    if (!given_back) attempt.record_problem(Event::state_failed, given_back.error().message);
}

// The host may start over only where nothing can have been asked of anybody (the helper never ran).
void settle(Attempt& attempt, PinOutcome outcome, bool send_tried_before) {
    if (outcome == PinOutcome::helper_unusable) attempt.verdict.send_tried = send_tried_before;
    if (certainly_no_message(outcome)) give_back_send(attempt);
}

// Looked at last of all: a login that was stopped (SIGSTOP, a laptop asleep) goes on where it was,
// and its person has gone.
Step too_late_to_send(Attempt& attempt) {
    if (!attempt.timed_out()) return std::nullopt;
    give_back_send(attempt);
    return denied(Cause::expired);
}

void take_over(Attempt& attempt, PinReply& reply) {
    if (!reply.pin_id.empty()) attempt.pin_id = std::move(reply.pin_id);
}

PinReply send_new(Attempt& attempt) {
    const bool send_tried_before = attempt.verdict.send_tried;
    attempt.verdict.send_tried = true;
    PinReply reply = attempt.ports.pins.send(*attempt.phone);
    settle(attempt, reply.outcome, send_tried_before);
    if (reply.outcome == PinOutcome::sent && reply.pin_id.empty())
        reply.outcome = PinOutcome::not_understood;
    record_exchange(attempt, Event::code_sent, PinOutcome::sent, reply);
    if (reply.outcome == PinOutcome::sent) {
        take_over(attempt, reply);
        attempt.first_sent = attempt.ports.clock.since_boot();
    }
    return reply;
}

// A resend of a PIN that the provider no longer knows is a new send, within the same "r": the
// person asked for one message and gets one.
Step send_again_now(Attempt& attempt) {
    Conversation& conversation = attempt.ports.conversation;
    const std::string to = attempt.phone->masked();
    if (auto ending = too_late_to_send(attempt)) return ending;
    if (attempt.pin_lives()) {
        PinReply reply = attempt.ports.pins.resend(attempt.pin_id);
        settle(attempt, reply.outcome, true);
        record_exchange(attempt, Event::code_sent_again, PinOutcome::sent, reply);
        if (reply.outcome == PinOutcome::sent) {
            take_over(attempt, reply);
            conversation.tell(prompts::same_code_sent(to));
            return std::nullopt;
        }
        if (reply.outcome == PinOutcome::helper_failed) return denied(Cause::helper_failed);
        if (reply.outcome != PinOutcome::expired) {
            conversation.tell(prompts::not_sent_again());
            return std::nullopt;
        }
    }
    attempt.pin_id.wipe();
    if (auto ending = too_late_to_send(attempt)) return ending;
    const PinReply reply = send_new(attempt);
    if (asks_for_new_connection(reply) && attempt.resends_left > 0) {
        conversation.tell(prompts::new_code_not_sent());
        return std::nullopt;
    }
    if (reply.outcome != PinOutcome::sent) return ending_of(reply, attempt);
    conversation.tell(prompts::new_code_sent(to));
    return std::nullopt;
}

}  // namespace

Step send_first(Attempt& attempt) {
    const auto allowance = spend_send_in_time(attempt);
    if (!allowance) return state_failed(attempt, allowance.error());
    tell_of_unseen(attempt, allowance->unseen);
    attempt.note("limits", allowance->granted() ? "room" : "reached");
    if (!allowance->granted()) return ending_of(*allowance);

    if (auto ending = too_late_to_send(attempt)) return ending;
    const PinReply reply = send_new(attempt);
    if (reply.outcome != PinOutcome::sent) return ending_of(reply, attempt);
    const auto sentence = attempt.resends_left > 0 ? prompts::code_sent : prompts::only_code_sent;
    attempt.ports.conversation.tell(sentence(attempt.phone->masked()));
    return std::nullopt;
}

Step send_again(Attempt& attempt) {
    Conversation& conversation = attempt.ports.conversation;
    // Nor a message that no prompt would follow: pauses of Infobip take prompts without a try.
    if (attempt.resends_left == 0 || attempt.prompts_left == 0) {
        --attempt.tries_left;
        conversation.tell(prompts::no_sends_left(attempt.tries_left));
        return std::nullopt;
    }
    const auto allowance = spend_send_in_time(attempt);
    if (!allowance) return state_failed(attempt, allowance.error());
    if (!allowance->granted()) {
        tell_of_unseen(attempt, allowance->unseen);
        const Cause cause = cause_of(allowance->refused_by);
        if (cause == Cause::resend_wait) {
            conversation.tell(prompts::refusal(cause, allowance->wait));
            return std::nullopt;
        }
        --attempt.tries_left;
        conversation.tell(prompts::cannot_send_yet(cause, allowance->wait, attempt.tries_left));
        return std::nullopt;
    }
    --attempt.resends_left;
    return send_again_now(attempt);
}

}  // namespace infobip_otp
