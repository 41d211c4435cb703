// SPDX-License-Identifier: MIT
// The table of quirks.
#include "sandbox/quirks.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr std::string_view limit_answers = "429 429-v1 400 403";

constexpr QuirkRow rows[] = {
    {Quirk::dialect, "dialect", "infobip tutorial",
     "verify failures: 200 with pinError, or 400 with PIN_NOT_FOUND, WRONG_PIN, "
     "MAX_ATTEMPTS_EXCEEDED"},
    {Quirk::unknown_pin, "unknown-pin", "404 400", "answer to a pinId that is not known"},
    {Quirk::unknown_ids_on_send, "unknown-ids-on-send", "400 404 404-v1",
     "send with an unknown applicationId or messageId; 404-v1: RESOURCE_NOT_FOUND"},
    {Quirk::disabled_application, "disabled-application", "400 403 404",
     "send for an application with enabled false"},
    {Quirk::limit_verify, "limit-verify", limit_answers,
     "answer above verifyPinLimit; 429-v1: THROTTLE_EXCEPTION"},
    {Quirk::limit_number, "limit-number", limit_answers, "answer above sendPinPerPhoneNumberLimit"},
    {Quirk::limit_application, "limit-application", limit_answers,
     "answer above sendPinPerApplicationLimit"},
    {Quirk::retry_after, "retry-after", "off SECONDS", "a Retry-After header with every 429"},
    {Quirk::limited_verify_counts, "limited-verify-counts", "no yes",
     "a verify above its limit uses up an attempt"},
    {Quirk::expired_as, "expired-as", "200 404 400",
     "verify after pinTimeToLive: 200 with TTL_EXPIRED, or like an unknown pinId"},
    {Quirk::last_wrong_attempt, "last-wrong-attempt", "wrong-pin no-more",
     "pinError of the wrong try that uses up the last attempt"},
    {Quirk::success_remaining, "success-remaining", "0 real", "attemptsRemaining of a success"},
    {Quirk::second_verify, "second-verify", "by-setting success unknown wrong-pin",
     "verify after a success; by-setting: allowMultiplePinVerifications true answers success, "
     "false unknown"},
    {Quirk::resend_pinid, "resend-pinid", "same new new-drop",
     "pinId of a resend answer; new: the old one stays valid, new-drop: it does not"},
    {Quirk::resend_lifetime, "resend-lifetime", "keep restart", "pinTimeToLive after a resend"},
    {Quirk::resend_attempts, "resend-attempts", "keep restart", "pinAttempts after a resend"},
    {Quirk::resend_counts_as_send, "resend-counts-as-send", "yes no",
     "whether send limits count resends"},
    {Quirk::attempts_scope, "attempts-scope", "pin number",
     "pinAttempts per PIN, or per application and number within pinTimeToLive"},
    {Quirk::plus_in_to, "plus-in-to", "accept reject", "a plus sign before the number in `to`"},
    {Quirk::pin_length_bounds, "pin-length-bounds", "1-8 none",
     "allowed pinLength; none: up to 32"},
    {Quirk::pin_case, "pin-case", "exact ignore", "letters of a PIN when compared"},
    {Quirk::time_unit, "time-unit", "ms s", "unit of verifiedAt and sentAt"},
    {Quirk::error_envelope, "error-envelope", "old new html empty",
     "body of 401, 403, 429 and 5xx; new: errorCode E4xx"},
    {Quirk::auth_scheme_case, "auth-scheme-case", "exact ignore", "letters of the word App"},
    {Quirk::slash_before_query, "slash-before-query", "accept 404",
     "a slash at the end of a path, as the npm SDK sends it"},
    {Quirk::ncneeded_other, "ncneeded-other", "default 400",
     "a boolean of the query that is neither true nor false"},
    {Quirk::string_booleans, "string-booleans", "reject cast",
     "\"true\" in place of true in a body"},
    {Quirk::pin_placeholder, "pin-placeholder", "required free",
     "whether messageText must contain {{pin}}"},
    {Quirk::nc_outcome, "nc-outcome",
     "reachable unknown not-configured not-reachable nc-not-reachable",
     "ncStatus of a send; the last two answer MESSAGE_NOT_SENT and deliver nothing"},
    {Quirk::throttle, "throttle", "off published",
     "requests per ten minutes on application and e-mail template calls, as published"},
};
static_assert(std::size(rows) == static_cast<std::size_t>(Quirk::throttle) + 1);

const QuirkRow& row(Quirk quirk) {
    return rows[static_cast<std::size_t>(quirk)];
}

bool allows(const QuirkRow& row, std::string_view value) {
    for (const std::string_view known : split_words(row.values)) {
        if (known == "SECONDS" ? parse_unsigned(value).value_or(1'000'000) < 1'000'000
                               : known == value)
            return true;
    }
    return false;
}

Error unknown_name(std::string_view name) {
    std::string known = "limit-answer";
    for (const QuirkRow& each : rows) known += " " + std::string(each.name);
    return Error{"no quirk is called '" + printable(name, 40) + "'; known are: " + known};
}

}  // namespace

std::span<const QuirkRow> quirk_table() {
    return rows;
}

Quirks::Quirks() {
    for (const QuirkRow& each : rows)
        values_[static_cast<std::size_t>(each.quirk)] = split_words(each.values).front();
}

Result<void> Quirks::set(std::string_view assignment) {
    const std::size_t sign = assignment.find('=');
    if (sign == std::string_view::npos)
        return Error{"a quirk is given as NAME=VALUE, not as '" + printable(assignment, 40) + "'"};
    const std::string_view name = assignment.substr(0, sign);
    const std::string_view value = assignment.substr(sign + 1);
    bool found = false;
    for (const QuirkRow& each : rows) {
        const bool limit = name == "limit-answer" && each.values == limit_answers;
        if (each.name != name && !limit) continue;
        if (!allows(each, value))
            return Error{"quirk " + std::string(name) + " has no value '" + printable(value, 40) +
                         "'; give one of: " + std::string(each.values)};
        values_[static_cast<std::size_t>(each.quirk)] = value;
        found = true;
    }
    if (!found) return unknown_name(name);
    return {};
}

const std::string& Quirks::value(Quirk quirk) const {
    return values_[static_cast<std::size_t>(quirk)];
}

bool Quirks::is(Quirk quirk, std::string_view value) const {
    if (!allows(row(quirk), value))
        throw std::logic_error("quirk " + std::string(row(quirk).name) + " has no such value");
    return values_[static_cast<std::size_t>(quirk)] == value;
}

}  // namespace infobip_otp::sandbox
