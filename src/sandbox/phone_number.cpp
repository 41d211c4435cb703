// SPDX-License-Identifier: MIT
// Destinations.
#include "sandbox/phone_number.hpp"

#include <algorithm>

namespace infobip_otp::sandbox {

std::optional<std::string> phone_number_complaint(const Json& value, const Quirks& quirks) {
    const std::string text = value.text().value_or("");
    std::string_view number = text;
    if (number.substr(0, 1) == "+") {
        if (quirks.is(Quirk::plus_in_to, "reject")) return "must hold digits only, no plus sign";
        number.remove_prefix(1);
    }
    const bool digits = number.find_first_not_of("0123456789") == std::string_view::npos;
    if (digits && number.size() >= 5 && number.size() <= 15 && number.front() != '0')
        return std::nullopt;
    return "must be a phone number in international format";
}

std::optional<std::string> email_address_complaint(const Json& value, const Quirks&) {
    const std::string address = value.text().value_or("");
    const std::size_t at = address.find('@');
    const bool printable = std::all_of(address.begin(), address.end(), [](char c) {
        return static_cast<unsigned char>(c) > ' ' && c != '\x7f';
    });
    if (printable && address.size() <= 254 && at != std::string::npos && at > 0 &&
        at + 1 < address.size() && address.find('@', at + 1) == std::string::npos)
        return std::nullopt;
    return "must be an e-mail address";
}

std::string_view without_plus(std::string_view number) {
    if (!number.empty() && number.front() == '+') number.remove_prefix(1);
    return number;
}

}  // namespace infobip_otp::sandbox
