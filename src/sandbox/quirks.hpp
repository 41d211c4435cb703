// SPDX-License-Identifier: MIT
// Quirks: how the service is assumed to behave where nobody knows (contract.md sections 11.4, 12).
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "infobip_otp/result.hpp"

namespace infobip_otp::sandbox {

enum class Quirk {
    dialect,
    unknown_pin,
    unknown_ids_on_send,
    disabled_application,
    limit_verify,
    limit_number,
    limit_application,
    retry_after,
    limited_verify_counts,
    expired_as,
    last_wrong_attempt,
    success_remaining,
    second_verify,
    resend_pinid,
    resend_lifetime,
    resend_attempts,
    resend_counts_as_send,
    attempts_scope,
    plus_in_to,
    pin_length_bounds,
    pin_case,
    time_unit,
    error_envelope,
    auth_scheme_case,
    slash_before_query,
    ncneeded_other,
    string_booleans,
    pin_placeholder,
    nc_outcome,
    throttle,
};

struct QuirkRow {
    Quirk quirk;
    std::string_view name;
    std::string_view values;  // separated by blanks, the default first; "SECONDS": a number
    std::string_view help;
};

[[nodiscard]] std::span<const QuirkRow> quirk_table();

class Quirks {
  public:
    Quirks();

    // "NAME=VALUE"; limit-answer=VALUE sets the three limit-... at once. An unknown name or value
    // is an Error that lists the known ones.
    Result<void> set(std::string_view assignment);

    [[nodiscard]] const std::string& value(Quirk quirk) const;
    // `value` has to be in the table: a misspelt one throws std::logic_error.
    [[nodiscard]] bool is(Quirk quirk, std::string_view value) const;

  private:
    std::array<std::string, static_cast<std::size_t>(Quirk::throttle) + 1> values_;
};

}  // namespace infobip_otp::sandbox
