// SPDX-License-Identifier: MIT
// PhoneNumber: which destinations the service accepts (docs/infobip-contract.md section 11).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sandbox/body.hpp"

namespace infobip_otp::sandbox {

// What is wrong with `to` as a phone number: international, 5 to 15 digits, no zero in front; a
// plus sign by the quirk plus-in-to.
std::optional<std::string> phone_number_complaint(const Json& value, const Quirks& quirks);

// Returns the digits of a number that may have a plus sign in front.
std::string_view without_plus(std::string_view number);

// What is wrong with `to` as an e-mail address.
std::optional<std::string> email_address_complaint(const Json& value, const Quirks& quirks);

}  // namespace infobip_otp::sandbox
