// SPDX-License-Identifier: MIT
// Verdict: how a login ended, and why.
#pragma once

#include <string_view>

namespace infobip_otp {

enum class Ruling {
    denied,
    granted,  // a second factor was proved, or an outage was let through on purpose
    exempt,   // this account is not asked: PAM_IGNORE
};

enum class Cause {
    // granted
    code_accepted,
    recovery_code_accepted,
    unreachable_allowed,  // when_unreachable = allow
    // exempt
    exempt_group,
    no_phone_ignored,  // users_without_phone = ignore
    // denied: the person, the account
    tries_used_up,
    expired,
    unanswered_per_user,
    sends_per_user,
    sends_per_host,
    failures_per_user,
    resend_wait,
    no_phone,
    unknown_account,
    number_malformed,
    country_refused,
    first_factor_missing,
    conversation_gone,
    // denied: the provider and the way to it
    key_refused,
    forbidden,
    request_refused,
    throttled,
    not_sent,
    provider_rejected,
    provider_fault,
    not_reached,
    not_resolved,
    no_answer,
    not_trusted,
    not_understood,
    // denied: this machine
    helper_unusable,
    helper_failed,
    settings,
    key_file,
    users_file,
    accounts,
    state_folder,
    out_of_memory,
    bug,
};

// The word that stands in the log as `cause=`: the enumerator's name.
[[nodiscard]] std::string_view word(Cause cause);
[[nodiscard]] std::string_view word(Ruling ruling);

// Denial is the initial value (docs/security-rules.md rule 1).
struct Verdict {
    Ruling ruling = Ruling::denied;
    Cause cause = Cause::bug;
    // A request for a message left this machine, or may have: the host must not start over, each
    // start is another message.
    bool send_tried = false;
};

}  // namespace infobip_otp
