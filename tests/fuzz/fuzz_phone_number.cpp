// SPDX-License-Identifier: MIT
// Phone numbers over any bytes: exactly E.164, and masked so that four digits are seen at most.
#include <algorithm>
#include <string>

#include "fuzz/demand.hpp"
#include "infobip_otp/phone_number.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string text(as_text(bytes, size));
    const bool digits = !text.empty() && std::all_of(text.begin() + 1, text.end(),
                                                     [](char c) { return c >= '0' && c <= '9'; });
    const bool is_number =
        size >= 8 && size <= 16 && text.front() == '+' && digits && text[1] != '0';
    const auto number = PhoneNumber::parse(text);
    demand(number.has_value() == is_number);
    if (!number) return 0;
    demand(number->e164() == text && number->digits() == text.substr(1));
    demand(number->masked() == "********" + text.substr(size - 4));
    demand(number->starts_with(text.substr(0, 3)) && !number->starts_with(text + "0"));
    return 0;
}
