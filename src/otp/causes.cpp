// SPDX-License-Identifier: MIT
// Causes of outcomes and limits.
#include "otp/causes.hpp"

#include "infobip_otp/outcomes.hpp"

namespace infobip_otp {

namespace {

// True where the settings let people in while there is an outage, the person is not at this machine
// (who could unplug it), and the provider did not do its work over a connection of its own:
// docs/security-rules.md rule 3. Everything that a caller could bring about locally has another
// outcome. How long the outage must have lasted is the caller's to ask.
bool may_open(const PinReply& reply, const Attempt& attempt) {
    return is_outage(reply) && attempt.policy.when_unreachable == WhenUnreachable::allow &&
           attempt.request.from_another_machine;
}

}  // namespace

Cause cause_of(Limit limit) {
    switch (limit) {
        case Limit::unanswered_per_user: return Cause::unanswered_per_user;
        case Limit::sends_per_user: return Cause::sends_per_user;
        case Limit::sends_per_host: return Cause::sends_per_host;
        case Limit::failures_per_user: return Cause::failures_per_user;
        case Limit::resend_wait: return Cause::resend_wait;
        case Limit::none: break;
    }
    return Cause::bug;
}

Ending ending_of(const Allowance& refused) {
    return denied(cause_of(refused.refused_by), refused.wait);
}

Ending ending_of(const PinReply& reply, const Attempt& attempt) {
    const Cause cause = row_of(reply.outcome).cause;
    if (!may_open(reply, attempt)) return denied(cause);
    const std::chrono::seconds wait =
        std::chrono::ceil<std::chrono::seconds>(attempt.policy.unreachable_after) -
        reply.unreached_for;
    if (wait.count() > 0) return denied(cause, wait);
    return {Ruling::granted, Cause::unreachable_allowed};
}

}  // namespace infobip_otp
