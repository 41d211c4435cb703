// SPDX-License-Identifier: MIT
// The table of events.
#include "infobip_otp/events.hpp"

#include <utility>

#include "infobip_otp/table.hpp"

namespace infobip_otp {
namespace {

constexpr EventRow event_rows[] = {
    {Event::sending, "sending", Severity::info, LoggedBy::module, "to channel"},
    {Event::code_sent, "code_sent", Severity::info, LoggedBy::module,
     "to status provider_request detail"},
    {Event::code_sent_again, "code_sent_again", Severity::info, LoggedBy::module,
     "to status provider_request detail"},
    {Event::checking, "checking", Severity::info, LoggedBy::module, "to"},
    {Event::code_checked, "code_checked", Severity::info, LoggedBy::module,
     "to status provider_request detail"},
    {Event::code_wrong, "code_wrong", Severity::info, LoggedBy::module,
     "to status provider_request detail"},
    {Event::provider_failed, "provider_failed", Severity::error, LoggedBy::module,
     "to during outcome status provider_request detail"},
    {Event::recovery_checking, "recovery_checking", Severity::notice, LoggedBy::module, ""},
    {Event::recovery_spending, "recovery_spending", Severity::warning, LoggedBy::module, ""},
    {Event::recovery_used, "recovery_used", Severity::warning, LoggedBy::module, "codes_left"},
    {Event::recovery_wrong, "recovery_wrong", Severity::notice, LoggedBy::module, ""},
    {Event::recovery_failed, "recovery_failed", Severity::error, LoggedBy::module, "detail"},
    {Event::settings_failed, "settings_failed", Severity::error, LoggedBy::module, "detail"},
    {Event::key_file_failed, "key_file_failed", Severity::error, LoggedBy::module, "detail"},
    {Event::users_file_failed, "users_file_failed", Severity::error, LoggedBy::module, "detail"},
    {Event::accounts_failed, "accounts_failed", Severity::error, LoggedBy::module, "detail"},
    {Event::state_failed, "state_failed", Severity::error, LoggedBy::module, "detail"},
    {Event::state_damaged, "state_damaged", Severity::error, LoggedBy::module,
     "file kept_as cause now"},
    {Event::host_uncounted, "host_uncounted", Severity::error, LoggedBy::module,
     "folder cause now"},
    {Event::group_unknown, "group_unknown", Severity::warning, LoggedBy::module, "option group"},
    {Event::debug, "debug", Severity::debug, LoggedBy::module, ""},
    {Event::verdict, "verdict", Severity::error, LoggedBy::module, "to verdict cause ms hint"},
    {Event::user_added, "user_added", Severity::notice, LoggedBy::tool,
     "account to verified by_uid"},
    {Event::user_removed, "user_removed", Severity::notice, LoggedBy::tool, "account by_uid"},
    {Event::recovery_codes_made, "recovery_codes_made", Severity::notice, LoggedBy::tool,
     "account count by_uid"},
    {Event::recovery_codes_revoked, "recovery_codes_revoked", Severity::notice, LoggedBy::tool,
     "account count by_uid"},
    {Event::limits_reset, "limits_reset", Severity::notice, LoggedBy::tool, "account by_uid"},
    {Event::service_changed, "service_changed", Severity::notice, LoggedBy::tool,
     "change services by_uid"},
    {Event::setup_done, "setup_done", Severity::notice, LoggedBy::tool,
     "application message by_uid"},
};
static_assert(is_complete<event_rows, &EventRow::event>());

}  // namespace

std::span<const EventRow> events() {
    return event_rows;
}

const EventRow& row_of(Event event) {
    return event_rows[static_cast<std::size_t>(event)];
}

AuditEvent line_of(Event event, std::vector<AuditField> fields) {
    const EventRow& row = row_of(event);
    return {row.word, row.severity, std::move(fields)};
}

}  // namespace infobip_otp
