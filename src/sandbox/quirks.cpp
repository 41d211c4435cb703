// SPDX-License-Identifier: MIT
// The table of quirks.
#include "sandbox/quirks.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr QuirkRow rows[] = {
    {Quirk::dialect, "dialect", "infobip tutorial",
     "verify failures: 200 with pinError, or 400 with PIN_NOT_FOUND, WRONG_PIN, "
     "MAX_ATTEMPTS_EXCEEDED"},
    {Quirk::last_wrong_attempt, "last-wrong-attempt", "wrong-pin no-more",
     "pinError of the wrong try that uses up the last attempt"},
    {Quirk::success_remaining, "success-remaining", "0 real", "attemptsRemaining of a success"},
    {Quirk::resend_pinid, "resend-pinid", "same new new-drop",
     "pinId of a resend answer; new: the old one stays valid, new-drop: it does not"},
    {Quirk::attempts_scope, "attempts-scope", "pin number",
     "pinAttempts per PIN, or per application and number within pinTimeToLive"},
    {Quirk::plus_in_to, "plus-in-to", "accept reject", "a plus sign before the number in `to`"},
    {Quirk::error_envelope, "error-envelope", "old new html empty",
     "body of 401, 403, 429 and 5xx; new: errorCode E4xx"},
    {Quirk::pin_placeholder, "pin-placeholder", "required free",
     "whether messageText must contain {{pin}}"},
    {Quirk::nc_outcome, "nc-outcome",
     "reachable unknown not-configured not-reachable nc-not-reachable",
     "ncStatus of a send; the last two answer MESSAGE_NOT_SENT and deliver nothing"},
};
static_assert(std::size(rows) == static_cast<std::size_t>(Quirk::nc_outcome) + 1);

const QuirkRow& row(Quirk quirk) {
    return rows[static_cast<std::size_t>(quirk)];
}

bool allows(const QuirkRow& row, std::string_view value) {
    const auto values = split_words(row.values);
    return std::find(values.begin(), values.end(), value) != values.end();
}

Error unknown_name(std::string_view name) {
    std::string known;
    for (const QuirkRow& each : rows) known += " " + std::string(each.name);
    return Error{"no quirk is called '" + printable(name, 40) + "'; known are:" + known};
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
    for (const QuirkRow& each : rows) {
        if (each.name != name) continue;
        if (!allows(each, value))
            return Error{"quirk " + std::string(name) + " has no value '" + printable(value, 40) +
                         "'; give one of: " + std::string(each.values)};
        values_[static_cast<std::size_t>(each.quirk)] = value;
        return {};
    }
    return unknown_name(name);
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
