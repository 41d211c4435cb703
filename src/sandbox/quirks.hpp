// SPDX-License-Identifier: MIT
// Quirks: how the service is assumed to behave where nobody knows, and a login would notice
// (docs/infobip-contract.md section 14).
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "infobip_otp/result.hpp"

namespace infobip_otp::sandbox {

enum class Quirk {
    dialect,
    last_wrong_attempt,
    success_remaining,
    resend_pinid,
    attempts_scope,
    plus_in_to,
    error_envelope,
    pin_placeholder,
    nc_outcome,
};

struct QuirkRow {
    Quirk quirk;
    std::string_view name;
    std::string_view values;  // separated by blanks, the default first
    std::string_view help;
};

[[nodiscard]] std::span<const QuirkRow> quirk_table();

class Quirks {
  public:
    Quirks();

    // "NAME=VALUE". An unknown name or value is an Error that lists the known ones.
    Result<void> set(std::string_view assignment);

    [[nodiscard]] const std::string& value(Quirk quirk) const;
    // `value` has to be in the table: a misspelt one throws std::logic_error.
    [[nodiscard]] bool is(Quirk quirk, std::string_view value) const;

  private:
    std::array<std::string, static_cast<std::size_t>(Quirk::nc_outcome) + 1> values_;
};

}  // namespace infobip_otp::sandbox
