// SPDX-License-Identifier: MIT
// The table of causes: what each one says to the log, to the host and to the person.
#pragma once

#include <span>
#include <string_view>

#include "infobip_otp/audit_log.hpp"
#include "infobip_otp/verdict.hpp"

namespace infobip_otp {

// What a denial tells the host while no message was tried (assembly/pam_verdict.hpp has the codes).
enum class PamMeaning {
    no_denial,  // a cause of grants or exemptions
    stop,       // the stop code: the host must not start over
    user_unknown,
    no_conversation,
    service,  // this machine's settings, files or accounts
    memory,
    system,
};

struct CauseRow {
    Cause cause;
    std::string_view word;  // in the log as `cause=`
    Severity severity;      // of the verdict line: settings and faults are errors
    PamMeaning meaning;     // of a denial
    std::string_view
        sentence;  // {wait}: "2 minutes"; {later}: "in 2 minutes", or "later" without a wait
};

// All rows, in the order of the enumerators. The compiler holds the table to that.
[[nodiscard]] std::span<const CauseRow> causes() noexcept;

// A value that is no enumerator is a bug, and has the row of Cause::bug.
[[nodiscard]] const CauseRow& row_of(Cause cause) noexcept;

}  // namespace infobip_otp
