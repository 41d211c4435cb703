// SPDX-License-Identifier: MIT
// The table of causes.
#include "infobip_otp/causes.hpp"

#include "infobip_otp/table.hpp"

namespace infobip_otp {
namespace {

constexpr std::string_view too_many_codes =
    "Too many codes were sent. The next one can be sent in {wait}.";
constexpr std::string_view no_phone_known =
    "No phone number is known for this account. Ask your administrator to add it.";
constexpr std::string_view refused_to_work =
    "The message service refused to work for this system. Tell your administrator.";
constexpr std::string_view unreachable =
    "The message service cannot be reached. Try again {later}.";
constexpr std::string_view fault_here =
    "Codes cannot be sent because of a fault on this system. Tell your administrator.";
// Nobody is there to read it, or there is nothing to refuse.
constexpr std::string_view not_said = "This login is refused. Tell your administrator.";

constexpr CauseRow cause_rows[] = {
    // granted
    {Cause::code_accepted, "code_accepted", Severity::info, PamMeaning::no_denial, not_said},
    {Cause::recovery_code_accepted, "recovery_code_accepted", Severity::warning,
     PamMeaning::no_denial, not_said},
    {Cause::unreachable_allowed, "unreachable_allowed", Severity::warning, PamMeaning::no_denial,
     not_said},
    // exempt
    {Cause::exempt_group, "exempt_group", Severity::notice, PamMeaning::no_denial, not_said},
    {Cause::no_phone_ignored, "no_phone_ignored", Severity::notice, PamMeaning::no_denial,
     not_said},
    // denied: the person, the account
    {Cause::tries_used_up, "tries_used_up", Severity::notice, PamMeaning::stop,
     "No tries are left. Log in again for a new code."},
    {Cause::expired, "expired", Severity::notice, PamMeaning::stop,
     "The code has expired. Log in again for a new code."},
    {Cause::unanswered_per_user, "unanswered_per_user", Severity::warning, PamMeaning::stop,
     too_many_codes},
    {Cause::sends_per_user, "sends_per_user", Severity::warning, PamMeaning::stop, too_many_codes},
    {Cause::sends_per_host, "sends_per_host", Severity::warning, PamMeaning::stop, too_many_codes},
    {Cause::failures_per_user, "failures_per_user", Severity::warning, PamMeaning::stop,
     "Too many wrong codes were typed. Try again in {wait}."},
    {Cause::resend_wait, "resend_wait", Severity::notice, PamMeaning::stop,
     "A code was sent a moment ago. The next one can be sent in {wait}."},
    {Cause::no_phone, "no_phone", Severity::notice, PamMeaning::user_unknown, no_phone_known},
    {Cause::unknown_account, "unknown_account", Severity::notice, PamMeaning::user_unknown,
     no_phone_known},
    {Cause::number_malformed, "number_malformed", Severity::error, PamMeaning::service,
     "The phone number of this account is not usable. Ask your administrator to correct it."},
    {Cause::country_refused, "country_refused", Severity::warning, PamMeaning::stop,
     "No codes are sent to the country of this phone number. Ask your administrator."},
    {Cause::first_factor_missing, "first_factor_missing", Severity::warning, PamMeaning::stop,
     "This login needs a public key first. Log in with your key."},
    {Cause::conversation_gone, "conversation_gone", Severity::notice, PamMeaning::no_conversation,
     not_said},
    // denied: the provider and the way to it
    {Cause::key_refused, "key_refused", Severity::error, PamMeaning::stop, refused_to_work},
    {Cause::forbidden, "forbidden", Severity::error, PamMeaning::stop, refused_to_work},
    {Cause::request_refused, "request_refused", Severity::error, PamMeaning::stop, refused_to_work},
    {Cause::throttled, "throttled", Severity::warning, PamMeaning::stop,
     "The message service takes no more requests for now. Try again in a minute."},
    {Cause::not_sent, "not_sent", Severity::warning, PamMeaning::stop,
     "The message service could not send to your phone. Check that it is on, then try again or ask "
     "your administrator."},
    {Cause::provider_rejected, "provider_rejected", Severity::error, PamMeaning::stop,
     refused_to_work},
    {Cause::provider_fault, "provider_fault", Severity::error, PamMeaning::stop, unreachable},
    {Cause::not_reached, "not_reached", Severity::error, PamMeaning::stop, unreachable},
    {Cause::not_resolved, "not_resolved", Severity::error, PamMeaning::stop, unreachable},
    {Cause::no_answer, "no_answer", Severity::error, PamMeaning::stop, unreachable},
    {Cause::not_trusted, "not_trusted", Severity::error, PamMeaning::stop, refused_to_work},
    {Cause::not_understood, "not_understood", Severity::error, PamMeaning::stop, refused_to_work},
    // denied: this machine
    {Cause::helper_unusable, "helper_unusable", Severity::error, PamMeaning::service, fault_here},
    {Cause::helper_failed, "helper_failed", Severity::error, PamMeaning::stop, fault_here},
    {Cause::settings, "settings", Severity::error, PamMeaning::service, fault_here},
    {Cause::key_file, "key_file", Severity::error, PamMeaning::service, fault_here},
    {Cause::users_file, "users_file", Severity::error, PamMeaning::service, fault_here},
    {Cause::accounts, "accounts", Severity::error, PamMeaning::service, fault_here},
    {Cause::state_folder, "state_folder", Severity::error, PamMeaning::service, fault_here},
    {Cause::out_of_memory, "out_of_memory", Severity::error, PamMeaning::memory, fault_here},
    {Cause::bug, "bug", Severity::error, PamMeaning::system, fault_here},
};
static_assert(is_complete<cause_rows, &CauseRow::cause>());

}  // namespace

std::span<const CauseRow> causes() noexcept {
    return cause_rows;
}

const CauseRow& row_of(Cause cause) noexcept {
    const auto place = static_cast<std::size_t>(cause);
    return cause_rows[place < std::size(cause_rows) ? place : static_cast<std::size_t>(Cause::bug)];
}

std::string_view word(Cause cause) {
    return row_of(cause).word;
}

}  // namespace infobip_otp
