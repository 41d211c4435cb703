// SPDX-License-Identifier: MIT
// PhoneNumber: what is a number, and what people see of it.
#include "infobip_otp/phone_number.hpp"

#include "cmocka.hpp"

using infobip_otp::PhoneNumber;

namespace {

TEST(plus_and_seven_to_fifteen_digits_are_a_number) {
    for (const char* text : {"+1234567", "+41793026727", "+123456789012345"}) {
        const auto number = PhoneNumber::parse(text);
        assert_true(number.has_value());
        assert_text(number->e164(), text);
        assert_text(number->digits(), text + 1);
    }
}

TEST(anything_else_is_none) {
    for (const char* text :
         {"", "+", "41793026727", "+123456", "+1234567890123456", "+0793026727", "0041793026727",
          "+41 79 302 67 27", "+41-79-3026727", "+4179302672a", " +41793026727", "+41793026727 ",
          "++4179302672", "+41793026727\n", "+\xd9\xa1\xd9\xa2\xd9\xa3\xd9\xa4\xd9\xa5"})
        if (PhoneNumber::parse(text)) fail_msg("accepted: \"%s\"", text);
    assert_false(PhoneNumber::parse(std::string_view("+41793\0"
                                                     "026727",
                                                     13))
                     .has_value());
}

TEST(the_masked_form_hides_the_length) {
    assert_text(PhoneNumber::parse("+41793026727")->masked(), "********6727");
    assert_text(PhoneNumber::parse("+1234567")->masked(), "********4567");
}

TEST(a_country_is_a_prefix) {
    const auto number = PhoneNumber::parse("+41793026727");
    assert_true(number->starts_with("+41"));
    assert_false(number->starts_with("+4179302672799"));
    assert_false(number->starts_with("+42"));
    assert_false(number->starts_with("41"));
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("phone_number");
}
