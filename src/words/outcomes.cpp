// SPDX-License-Identifier: MIT
// The table of outcomes.
#include "infobip_otp/outcomes.hpp"

#include "infobip_otp/table.hpp"

namespace infobip_otp {
namespace {

using namespace proof;

// Where no_message is missing, a message was sent, or perhaps so. MESSAGE_NOT_SENT may have cost a
// number lookup; after a resend of a PIN that is over a new one is sent on the same account. A 429
// sent nothing, but without a limit of ours one password would keep the number, or all of them,
// throttled.
constexpr OutcomeRow outcome_rows[] = {
    {PinOutcome::sent, "sent", Severity::info, Cause::not_understood, answered, ""},
    {PinOutcome::verified, "verified", Severity::info, Cause::not_understood, answered, ""},
    {PinOutcome::wrong_code, "wrong_code", Severity::info, Cause::not_understood, answered, ""},
    {PinOutcome::no_more_tries, "no_more_tries", Severity::info, Cause::not_understood, answered,
     ""},
    {PinOutcome::expired, "expired", Severity::info, Cause::expired, not_judged | answered, ""},
    {PinOutcome::pin_rejected, "pin_rejected", Severity::warning, Cause::not_understood, answered,
     "the PIN is finished for a reason the contract does not name",
     "the PIN is unknown, or base_url is wrong"},
    {PinOutcome::throttled, "throttled", Severity::warning, Cause::throttled, not_judged | answered,
     "a limit of the number, the application or the platform is used up"},
    {PinOutcome::not_sent, "not_sent", Severity::warning, Cause::not_sent, answered,
     "the number is not reachable or is blocked"},
    {PinOutcome::request_refused, "request_refused", Severity::error, Cause::request_refused,
     no_message | answered, "check the number, application_id, message_id and sender",
     "check application_id, message_id and base_url"},
    {PinOutcome::credentials, "credentials", Severity::error, Cause::key_refused,
     no_message | not_judged | answered, "check api_key_file and base_url"},
    {PinOutcome::forbidden, "forbidden", Severity::error, Cause::forbidden,
     no_message | not_judged | answered,
     "check the sender, the country, and that the key has scope 2fa:pin:send"},
    {PinOutcome::provider_rejected, "provider_rejected", Severity::error, Cause::provider_rejected,
     not_judged | answered, "Infobip refuses requests of this kind"},
    {PinOutcome::provider_fault, "provider_fault", Severity::error, Cause::provider_fault,
     not_judged, "a fault of Infobip, try later"},
    {PinOutcome::not_reached, "not_reached", Severity::error, Cause::not_reached,
     no_message | not_judged, "check the network and base_url"},
    {PinOutcome::no_answer, "no_answer", Severity::error, Cause::no_answer, nothing,
     "the request may have arrived, its result is unknown"},
    {PinOutcome::not_trusted, "not_trusted", Severity::error, Cause::not_trusted,
     no_message | not_judged, "check base_url, ca_path, ca_file and the clock"},
    {PinOutcome::not_understood, "not_understood", Severity::error, Cause::not_understood, answered,
     "the answer is none the contract knows, check base_url"},
    {PinOutcome::helper_unusable, "helper_unusable", Severity::error, Cause::helper_unusable,
     no_message, ""},
    {PinOutcome::helper_failed, "helper_failed", Severity::error, Cause::helper_failed, nothing,
     ""},
    {PinOutcome::not_resolved, "not_resolved", Severity::error, Cause::not_resolved,
     no_message | not_judged, "check base_url and proxy, and the name service"},
};
static_assert(is_complete<outcome_rows, &OutcomeRow::outcome>());

constexpr OutcomeRow unknown{PinOutcome{}, "none", Severity::error, Cause::bug, nothing, ""};

}  // namespace

std::span<const OutcomeRow> outcomes() {
    return outcome_rows;
}

const OutcomeRow& row_of(PinOutcome outcome) {
    const std::size_t place =
        static_cast<std::size_t>(outcome) - static_cast<std::size_t>(outcome_rows[0].outcome);
    return place < std::size(outcome_rows) ? outcome_rows[place] : unknown;
}

std::string_view word(PinOutcome outcome) {
    return row_of(outcome).word;
}

bool proves(PinOutcome outcome, proof::Kind what) {
    return (row_of(outcome).proves & what) != 0;
}

}  // namespace infobip_otp
