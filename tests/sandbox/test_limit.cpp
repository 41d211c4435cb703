// SPDX-License-Identifier: MIT
// Lengths, times, limits and the window that slides.
#include "sandbox/limit.hpp"

#include "cmocka.hpp"

using namespace infobip_otp::sandbox;
using namespace std::chrono_literals;

namespace {

constexpr Time start = Time(1'700'000'000s);

TEST(lengths_are_a_number_and_a_unit) {
    assert_true(parse_length("250ms") == 250ms);
    assert_true(parse_length("3s") == 3s);
    assert_true(parse_length("15m") == 15min);
    assert_true(parse_length("2h") == 2h);
    assert_true(parse_length("365d") == 365 * 24h);
    assert_true(parse_length("m") == 1min);
    assert_true(parse_length("007s") == 7s);
}

TEST(anything_else_is_no_length) {
    for (const char* text : {"", "5", "0s", "5 s", " 5s", "5s ", "-5s", "+5s", "1.5s", "5S", "5w",
                             "s5", "5sm", "99999999999999999999s", "32000000000000d"})
        if (parse_length(text)) fail_msg("accepted: %s", text);
}

TEST(limits_are_a_count_and_a_length) {
    const auto limit = parse_limit("3/1d");
    assert_true(limit && limit->count == 3 && limit->window == 24h);
    assert_true(parse_limit("2147483647/ms").has_value());
    for (const char* text : {"", "/", "3", "3/", "/1d", "0/1d", "2147483648/1d", "3/1d/", "-1/1d"})
        if (parse_limit(text)) fail_msg("accepted: %s", text);
}

TEST(an_entry_counts_until_exactly_its_window_is_over) {
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

TEST(an_entry_that_is_later_than_now_counts_from_now) {
    SlidingWindow window;
    const Limit limit{3, 10s};
    window.record(start - 4s);
    window.record(start + 60s);
    window.record(start + 90s);  // then the clock is set back
    assert_false(window.has_room(limit, start));
    assert_true(window.has_room(limit, start + 6s));
    window.record(start + 6s);
    assert_false(window.has_room(limit, start + 10s - 1ms));
    assert_int_equal(window.within(10s, start + 10s), 1);
    assert_int_equal(window.within(10s, start + 16s), 0);
}

TEST(an_entry_made_after_the_clock_was_set_back_is_the_last) {
    SlidingWindow window;
    window.record(start + 60s);
    window.record(start);
    assert_int_equal(window.within(10s, start + 10s - 1ms), 2);
    assert_int_equal(window.within(10s, start + 10s), 0);
}

TEST(times_are_rfc_3339_in_utc) {
    assert_true(parse_time("1970-01-01T00:00:00Z") == Time(0s));
    assert_true(parse_time("2023-11-14T22:13:20Z") == start);
    assert_true(parse_time("2024-02-29T23:59:59Z") == start + 9251199s);
    assert_true(parse_time("9999-12-31T23:59:59Z").has_value());
    assert_true(parse_time(to_text(start)) == start);
}

TEST(anything_else_is_no_time) {
    for (const char* text : {"",
                             "Z",
                             "2023-11-14",
                             "2023-11-14T22:13:20",
                             "2023-11-14T22:13Z",
                             "2023-11-14 22:13:20Z",
                             "2023-11-14t22:13:20z",
                             "2023-11-14T22:13:20+00:00",
                             "2023-02-29T00:00:00Z",
                             "2023-13-01T00:00:00Z",
                             "2023-00-01T00:00:00Z",
                             "2023-01-00T00:00:00Z",
                             "2023-11-14T24:00:00Z",
                             "2023-11-14T22:60:00Z",
                             "2023-11-14T22:13:60Z",
                             "1969-12-31T23:59:59Z",
                             "12023-11-14T22:13:20Z",
                             "+023-11-14T22:13:20Z",
                             "2023-11-14T22:13:20.Z",
                             "2023-11-14T22:13:20.25Z",
                             "2023-11-14T2:13:20Z",
                             "2023-11-14T22:13:20 Z",
                             "2023-11-14T22:13:20,5Z",
                             "2023-11-14T22:13:20.5xZ",
                             "2023-11-14T22:13:20.-5Z",
                             "2023-11-14T22:13:20ZZ",
                             " 2023-11-14T22:13:20Z",
                             "now",
                             "1700000000"})
        if (parse_time(text)) fail_msg("accepted: %s", text);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("limit");
}
