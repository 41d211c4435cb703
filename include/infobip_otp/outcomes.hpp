// SPDX-License-Identifier: MIT
// The table of outcomes: what each way an exchange can end says to the log, and what it proves.
#pragma once

#include <span>
#include <string_view>

#include "infobip_otp/audit_log.hpp"
#include "infobip_otp/pin_service.hpp"
#include "infobip_otp/verdict.hpp"

namespace infobip_otp {

// What is certain after an outcome.
namespace proof {
enum Kind : unsigned {
    nothing = 0,
    // No message can have come of a send or a resend: certainly_no_message().
    no_message = 1,
    // The code was neither right nor wrong. An answer that was lost keeps its failure, or cutting
    // the line after each guess would make guessing free.
    not_judged = 2,
    // The service itself answered, whatever it said: is_answer_of_service().
    answered = 4,
};
}  // namespace proof

struct OutcomeRow {
    PinOutcome outcome;
    std::string_view word;  // in the log as `outcome=`
    Severity severity;      // of the line; wrong and expired codes are ordinary
    Cause cause;            // of a denial by it; not_understood: it answers another question
    unsigned proves;        // proof::Kind, or several
    std::string_view hint;  // what the administrator can do; the person never sees it
    std::string_view hint_after_404{};  // instead, after this status; empty: the same
};

// All rows, in the order of the enumerators. The compiler holds the table to that.
[[nodiscard]] std::span<const OutcomeRow> outcomes();

// A value that is no enumerator proves nothing, and its cause is a bug.
[[nodiscard]] const OutcomeRow& row_of(PinOutcome outcome);

// The log's word for an outcome: the enumerator's name.
[[nodiscard]] std::string_view word(PinOutcome outcome);

[[nodiscard]] bool proves(PinOutcome outcome, proof::Kind what);

}  // namespace infobip_otp
