// SPDX-License-Identifier: MIT
// PhoneNumber: reading and masking.
#include "infobip_otp/phone_number.hpp"

#include <algorithm>

#include "words/digit.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t min_digits = 7;
constexpr std::size_t max_digits = 15;

}  // namespace

bool PhoneNumber::is_one(std::string_view text) noexcept {
    if (text.size() < 1 + min_digits || text.size() > 1 + max_digits) return false;
    const std::string_view digits = text.substr(1);
    return text[0] == '+' && digits[0] != '0' &&
           std::all_of(digits.begin(), digits.end(), is_digit);
}

std::optional<PhoneNumber> PhoneNumber::parse(std::string_view text) {
    if (!is_one(text)) return std::nullopt;
    return PhoneNumber(text);
}

std::string PhoneNumber::masked() const {
    return "********" + std::string(digits().substr(digits().size() - 4));
}

}  // namespace infobip_otp
