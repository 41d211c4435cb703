// SPDX-License-Identifier: MIT
// Lengths, limits and the window that slides.
#include "sandbox/limit.hpp"

#include "cmocka.hpp"

using namespace infobip_otp::sandbox;
using namespace std::chrono_literals;

namespace {

constexpr Time start = Time(1'700'000'000s);

void lengths_are_a_number_and_a_unit(void**) {
    assert_true(parse_length("250ms") == 250ms);
    assert_true(parse_length("3s") == 3s);
    assert_true(parse_length("15m") == 15min);
    assert_true(parse_length("2h") == 2h);
    assert_true(parse_length("365d") == 365 * 24h);
    assert_true(parse_length("m") == 1min);
    assert_true(parse_length("007s") == 7s);
}

void anything_else_is_no_length(void**) {
    for (const char* text : {"", "5", "0s", "5 s", " 5s", "5s ", "-5s", "+5s", "1.5s", "5S", "5w",
                             "s5", "5sm", "99999999999999999999s", "32000000000000d"})
        if (parse_length(text)) fail_msg("accepted: %s", text);
}

void limits_are_a_count_and_a_length(void**) {
    const auto limit = parse_limit("3/1d");
    assert_true(limit && limit->count == 3 && limit->window == 24h);
    assert_true(parse_limit("2147483647/ms").has_value());
    for (const char* text : {"", "/", "3", "3/", "/1d", "0/1d", "2147483648/1d", "3/1d/", "-1/1d"})
        if (parse_limit(text)) fail_msg("accepted: %s", text);
}

void an_entry_counts_until_exactly_its_window_is_over(void**) {
    SlidingWindow window;
    const Limit limit{2, 10s};
    window.record(start);
    assert_true(window.has_room(limit, start));
    window.record(start + 3s);
    assert_false(window.has_room(limit, start + 10s - 1ms));
    assert_true(window.has_room(limit, start + 10s));
    window.record(start + 10s);
    assert_false(window.has_room(limit, start + 13s - 1ms));
    assert_true(window.has_room(limit, start + 13s));
}

}  // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_a_number_and_a_unit),
        cmocka_unit_test(anything_else_is_no_length),
        cmocka_unit_test(limits_are_a_count_and_a_length),
        cmocka_unit_test(an_entry_counts_until_exactly_its_window_is_over),
    };
    return cmocka_run_group_tests_name("limit", tests, nullptr, nullptr);
}
