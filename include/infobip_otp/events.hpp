// SPDX-License-Identifier: MIT
// The table of events: what the log can say.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "infobip_otp/audit_log.hpp"

namespace infobip_otp {

enum class Event {
    // the module
    sending,
    code_sent,
    code_sent_again,
    checking,
    code_checked,
    code_wrong,
    provider_failed,
    recovery_checking,
    recovery_spending,
    recovery_used,
    recovery_wrong,
    recovery_failed,
    settings_failed,
    key_file_failed,
    users_file_failed,
    accounts_failed,
    state_failed,
    state_damaged,
    host_uncounted,
    group_unknown,
    debug,
    verdict,
    // the tool
    user_added,
    user_removed,
    recovery_codes_made,
    recovery_codes_revoked,
    limits_reset,
    service_changed,
    setup_done,
};

enum class LoggedBy { module, tool };

struct EventRow {
    Event event;
    std::string_view word;  // in the log as `event=`; alerts may rely on it
    Severity severity;      // where the outcome, the cause or the result does not say another
    LoggedBy by;
    std::string_view fields;  // the names, apart by blanks; `debug` has that of each step
};

// All rows, in the order of the enumerators. The compiler holds the table to that.
[[nodiscard]] std::span<const EventRow> events();

[[nodiscard]] const EventRow& row_of(Event event);

// The event as a line, with the word and the severity of its row.
[[nodiscard]] AuditEvent line_of(Event event, std::vector<AuditField> fields = {});

}  // namespace infobip_otp
