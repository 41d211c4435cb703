// SPDX-License-Identifier: MIT
// PhoneNumber: E.164, and the masked form that people and logs see.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "infobip_otp/secret.hpp"

namespace infobip_otp {

// An international number as ITU-T E.164 writes it. Personal data: kept in a Secret, shown masked.
class PhoneNumber {
  public:
    // Exactly "+" and 7 to 15 digits, the first of them not 0; nothing is stripped or completed
    // (docs/infobip-contract.md section 11). nullopt for anything else.
    [[nodiscard]] static std::optional<PhoneNumber> parse(std::string_view text);

    // Whether parse() would take it, without keeping it.
    [[nodiscard]] static bool is_one(std::string_view text) noexcept;

    // Without the plus: what Infobip's `to` takes.
    [[nodiscard]] std::string_view digits() const noexcept { return e164_.reveal().substr(1); }
    [[nodiscard]] std::string_view e164() const noexcept { return e164_.reveal(); }

    // "********6727": always eight stars and the last four digits, so that the length stays hidden.
    [[nodiscard]] std::string masked() const;

    // `prefix` as in the setting `countries`: "+41".
    [[nodiscard]] bool starts_with(std::string_view prefix) const noexcept {
        return e164().starts_with(prefix);
    }

  private:
    explicit PhoneNumber(std::string_view e164) : e164_(e164) {}

    Secret e164_;
};

}  // namespace infobip_otp
