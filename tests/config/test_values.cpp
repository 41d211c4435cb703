// SPDX-License-Identifier: MIT
// What stands behind the = of a setting: what is read, what is refused, what is printed.
#include "config/values.hpp"

#include "cmocka.hpp"

using namespace infobip_otp;
using namespace std::chrono_literals;

namespace {

Result<std::chrono::milliseconds> any_length(std::string_view text) {
    return parse_length(text, 0ms, 24h * 365);
}

TEST(a_length_of_time_needs_a_number_and_a_unit) {
    assert_int_equal(any_length("250ms")->count(), 250);
    assert_int_equal(any_length("20s")->count(), 20'000);
    assert_int_equal(any_length("5m")->count(), 300'000);
    assert_int_equal(any_length("1h")->count(), 3'600'000);
    assert_int_equal(any_length("1d")->count(), 86'400'000);
    assert_int_equal(any_length("0s")->count(), 0);
    for (const char* text : {"", "5", "s", "5 m", "5x", "-5s", "+5s", "5.5s", "0x5s", "5mm", "5M",
                             "5m ", " 5m", "5min", "99999999999999999999s", "1000000001d"})
        if (any_length(text).has_value()) fail_msg("accepted: %s", text);
}

TEST(a_length_outside_its_bounds_is_refused_with_the_bounds) {
    assert_true(parse_length("1s", 1s, 10min).has_value());
    assert_true(parse_length("10m", 1s, 10min).has_value());
    assert_text(parse_length("999ms", 1s, 10min).error().message,
                "write a length of time from 1s to 10m");
    assert_text(parse_length("601s", 1s, 10min).error().message,
                "write a length of time from 1s to 10m");
}

TEST(a_length_is_printed_in_its_largest_whole_unit) {
    assert_text(print_length(0ms), "0s");
    assert_text(print_length(250ms), "250ms");
    assert_text(print_length(1500ms), "1500ms");
    assert_text(print_length(110s), "110s");
    assert_text(print_length(300s), "5m");
    assert_text(print_length(24h), "1d");
    assert_text(print_length(25h), "25h");
}

TEST(what_print_length_writes_parse_length_reads) {
    for (long ms = 0; ms < 100'000'000; ms = ms * 3 + 1) {
        const std::chrono::milliseconds length(ms);
        assert_int_equal(any_length(print_length(length))->count(), ms);
    }
}

TEST(numbers_are_digits_within_their_bounds) {
    assert_int_equal(*parse_number("10", 1, 10), 10);
    for (const char* text : {"", "0", "11", "1x", "10x", "-1", "+1", " 1", "1 ", "1.0",
                             "4294967297", "18446744073709551617"})
        if (parse_number(text, 1, 10).has_value()) fail_msg("accepted: %s", text);
    assert_text(parse_number("10x", 1, 10).error().message, "write a number from 1 to 10");
}

TEST(windows_are_counts_per_time) {
    const auto limits = parse_windows("5/1h, 10/1d", 1000);
    assert_true((*limits == RateLimits{{5, 1h}, {10, 24h}}));
    assert_text(print_windows(*limits), "5/1h 10/1d");
    assert_true(parse_windows("off", 1000)->empty());
    assert_text(print_windows({}), "off");
    for (const char* text :
         {"", ",", "5", "5/", "/1h", "0/1h", "1001/1h", "5/1h/1d", "5/0s", "5/1500ms", "5/32d",
          "5/1h off", "off off", "5 / 1h", "1/1s 1/2s 1/3s 1/4s 1/5s"})
        if (parse_windows(text, 1000).has_value()) fail_msg("accepted: %s", text);
}

TEST(texts_are_printable_and_fit) {
    assert_text(*parse_text("Infobip 2FA", 11), "Infobip 2FA");
    assert_contains(parse_text("Infobip 2FA!", 11).error().message, "longer than 11 bytes");
    for (const char* text : {"", "a\tb", "a\x1b[1m", "a\x7f", "a\xc3\xa9"})
        if (parse_text(text, 100).has_value()) fail_msg("accepted: %s", text);
    assert_false(parse_text(std::string_view("a\0b", 3), 100).has_value());
    assert_contains(parse_word("two words", 100).error().message, "blank");
}

TEST(paths_begin_at_the_root) {
    assert_text(*parse_path("/etc/x", 100), "/etc/x");
    for (const char* text : {"", "etc/x", "~/x", "./x", "$HOME/x"})
        if (parse_path(text, 100).has_value()) fail_msg("accepted: %s", text);
}

TEST(names_stand_between_blanks_or_commas) {
    const auto names = parse_names("wheel,admins  staff,");
    assert_int_equal(names->size(), 3);
    assert_text((*names)[1], "admins");
    assert_text(print_list(*names, "none"), "wheel admins staff");
    assert_true(parse_names("none")->empty());
    assert_text(print_list({}, "none"), "none");
    assert_false(parse_names("none wheel").has_value());
    assert_false(parse_names(",").has_value());
    assert_false(parse_names("wheel \x01").has_value());
}

TEST(a_name_with_blanks_stands_in_quotes) {
    for (const char* text :
         {"\"domain admins\"", "\"domain admins\",robots", "a \"none\" \"b,c\" \"d'e\""}) {
        const auto names = parse_names(text);
        if (!names) fail_msg("%s: %s", text, names.error().message.c_str());
        const auto again = parse_names(print_list(*names, "none"));
        assert_true(*again == *names);
    }
    assert_text(parse_names("robots \"domain admins\"")->at(1), "domain admins");
    for (const char* text : {"\"domain admins", "\"", "\"\"", "domain\"admins\"",
                             "\"domain\"admins", "a\"b", "\"a\"\"b\"", "'domain'"})
        if (parse_names(text).has_value()) fail_msg("accepted: %s", text);
}

TEST(countries_are_a_plus_and_one_to_four_digits) {
    assert_int_equal(parse_countries("+1 +41,+385 +1684")->size(), 4);
    assert_true(parse_countries("all")->empty());
    for (const char* text : {"", "41", "+", "+0", "+041", "+41x", "+16845", "++1", "all +41", "CH"})
        if (parse_countries(text).has_value()) fail_msg("accepted: %s", text);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("values");
}
