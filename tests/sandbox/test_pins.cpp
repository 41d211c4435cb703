// SPDX-License-Identifier: MIT
// The rules of PINs, without a server and with a time of their own.
#include "sandbox/pins.hpp"

#include "cmocka.hpp"

using namespace infobip_otp::sandbox;
using namespace std::chrono_literals;
using Verdict = Pins::Verdict;

namespace {

constexpr Time start = Time(1'700'000'000s);

struct Fixture {
    Quirks quirks;
    Pins pins{quirks};
    PinRules rules{3, false, 10min, {100, 1s}, {1000, 24h}, {10, 1h}};

    std::string send(Time now = start) {
        return pins
            .send({"app", "message", "41793026727", "InfoSMS", "Code 123456", "123456"}, rules, now)
            .pin_id;
    }
    Pins::Checked verify(const std::string& id, const char* code, Time now = start) {
        return pins.verify(id, code, rules, now);
    }
};

TEST(ids_are_32_upper_case_hexadecimal_digits) {
    Fixture f;
    const std::string id = f.send();
    assert_int_equal(id.size(), 32);
    assert_true(id.find_first_not_of("0123456789ABCDEF") == std::string::npos);
    assert_true(id != f.send());
}

TEST(wrong_tries_count_down_and_the_right_code_is_then_too_late) {
    Fixture f;
    const std::string id = f.send();
    for (const std::int64_t remaining : {2, 1, 0}) {
        const auto checked = f.verify(id, "000000");
        assert_same(checked.verdict, Verdict::wrong);
        assert_int_equal(checked.attempts_remaining, remaining);
    }
    assert_same(f.verify(id, "123456").verdict, Verdict::used_up);
}

TEST(a_pin_dies_on_the_millisecond) {
    Fixture f;
    const std::string id = f.send();
    assert_same(f.verify(id, "000000", start + 10min - 1ms).verdict, Verdict::wrong);
    assert_same(f.verify(id, "123456", start + 10min).verdict, Verdict::expired);
}

TEST(a_pin_counts_once_unless_the_application_allows_more) {
    Fixture f;
    const std::string id = f.send();
    assert_same(f.verify(id, "123456").verdict, Verdict::verified);
    assert_same(f.verify(id, "123456").verdict, Verdict::unknown);
    f.rules.allow_multiple = true;
    assert_same(f.verify(id, "123456").verdict, Verdict::verified);
    assert_same(f.verify(id, "000000").verdict, Verdict::wrong);
}

TEST(two_pins_of_a_number_live_side_by_side) {
    Fixture f;
    const std::string one = f.send();
    const std::string two = f.send();
    assert_same(f.verify(one, "000000").verdict, Verdict::wrong);
    assert_int_equal(f.verify(two, "000000").attempts_remaining, 2);
    assert_same(f.verify(one, "123456").verdict, Verdict::verified);
    assert_same(f.verify(two, "123456").verdict, Verdict::verified);
}

TEST(a_limited_verify_says_nothing_about_the_code) {
    Fixture f;
    f.rules.verify = {1, 3s};
    const std::string id = f.send();
    assert_same(f.verify(id, "000000").verdict, Verdict::wrong);
    assert_same(f.verify(id, "123456", start + 1s).verdict, Verdict::limited);
    assert_same(f.verify(id, "123456", start + 3s).verdict, Verdict::verified);
}

TEST(resends_are_counted_and_refused_for_finished_pins) {
    Fixture f;
    f.rules.send_per_number = {2, 1h};
    const std::string id = f.send();
    assert_text(f.pins.resend(id, f.rules, start).pin_id, id);
    assert_true(f.pins.resend(id, f.rules, start).refused == Pins::Refused::limited);
    f.verify(id, "123456");
    assert_true(f.pins.resend(id, f.rules, start + 2min).refused == Pins::Refused::unknown);
    assert_true(f.pins.resend("nope", f.rules, start).refused == Pins::Refused::unknown);
}

TEST(the_oldest_pin_goes_when_there_are_too_many) {
    Fixture f;
    f.rules.send_per_number = f.rules.send_per_application = {1'000'000, 1ms};
    const std::string first = f.send();
    std::string second;
    for (std::size_t i = 0; i < Pins::most; ++i) {
        const std::string id = f.send(start + std::chrono::milliseconds(i));
        if (i == 0) second = id;
    }
    assert_null(f.pins.find(first));
    assert_non_null(f.pins.find(second));
    assert_int_equal(f.pins.to_number("app", "+41793026727").size(), Pins::most);
}

TEST(codes_use_all_of_their_letters) {
    const std::string hex = make_code("HEX", 2000);
    assert_int_equal(hex.size(), 2000);
    for (const char letter : std::string("0123456789ABCDEF"))
        if (hex.find(letter) == std::string::npos) fail_msg("never made: %c", letter);
    assert_true(hex.find_first_not_of("0123456789ABCDEF") == std::string::npos);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("pins");
}
