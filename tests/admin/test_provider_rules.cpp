// SPDX-License-Identifier: MIT
// What an application and a template have to be: Infobip's limits lie above those of the settings.
#include "admin/provider_rules.hpp"

#include <string>

#include "cmocka.hpp"

using namespace infobip_otp;
using namespace infobip_otp::admin;
using namespace std::chrono_literals;

namespace {

std::string names(const std::vector<Misfit>& found) {
    std::string all;
    for (const Misfit& one : found) all += (all.empty() ? "" : " ") + one.member;
    return all;
}

TEST(a_new_application_has_the_usual_rules) {
    const ApplicationRules rules = mended({}, Settings());
    assert_int_equal(rules.pin_attempts.value(), 5);
    assert_true(rules.allow_multiple_pin_verifications == false);
    assert_text(rules.pin_time_to_live, "5m");
    assert_text(rules.verify_pin_limit, "2/4s");
    assert_text(rules.send_pin_per_application_limit, "10000/1d");
    assert_text(rules.send_pin_per_phone_number_limit, "120/1d");
    assert_int_equal(misfits(ApplicationRules(), Settings()).size(), 6);
}

// Whatever the settings are: what is made for them fits them, and is not changed again.
TEST(what_was_mended_fits) {
    for (const auto pause : {0ms, 1ms, 100ms, 999ms, 1000ms, 2000ms, 3000ms, 30000ms})
        for (const unsigned tries : {1U, 5U, 10U})
            for (const auto& sends :
                 {RateLimits{}, RateLimits{{1, 1s}}, RateLimits{{100, 24h * 31}},
                  RateLimits{{20, 1h}, {60, 24h}}}) {
                Settings settings;
                settings.login.verify_pause = pause;
                settings.login.tries = tries;
                settings.login.code_lifetime = 10min;
                settings.sends_per_user = settings.sends_per_host = sends;
                assert_text(names(misfits(mended({}, settings), settings)), "");
            }
}

TEST(infobips_own_defaults_do_not_fit) {
    const ApplicationRules defaults{10, true, "15m", "1/3s", "10000/1d", "3/1d"};
    assert_text(names(misfits(defaults, Settings())),
                "allowMultiplePinVerifications verifyPinLimit sendPinPerPhoneNumberLimit");
}

TEST(what_fits_is_left_alone) {
    const ApplicationRules rules{7, false, "10m", "5/10s", "500/1h", "1000/7d"};
    assert_text(names(misfits(rules, Settings())), "");
    const ApplicationRules same = mended(rules, Settings());
    assert_int_equal(same.pin_attempts.value(), 7);
    assert_text(same.send_pin_per_phone_number_limit, "1000/7d");
}

TEST(each_limit_lies_above_its_setting) {
    const ApplicationRules fits = mended({}, Settings());
    const auto with = [&](auto change) {
        ApplicationRules rules = fits;
        change(rules);
        return names(misfits(rules, Settings()));
    };
    for (const int attempts : {0, 2, 11})
        assert_text(with([&](auto& rules) { rules.pin_attempts = attempts; }), "pinAttempts");
    for (const char* text : {"", "299s", "16m", "forever"})
        assert_text(with([&](auto& rules) { rules.pin_time_to_live = text; }), "pinTimeToLive");
    // One in 3 s is what verify_pause allows: one more is needed.
    for (const char* text : {"", "1/3s", "2/6s", "3/10s"})
        assert_text(with([&](auto& rules) { rules.verify_pin_limit = text; }), "verifyPinLimit");
    // 60 a day are ours; 20 in an hour are ours as well, 420 never go out in a week.
    for (const char* text : {"", "60/1d", "20/1h", "420/7d"})
        assert_text(with([&](auto& rules) { rules.send_pin_per_phone_number_limit = text; }),
                    "sendPinPerPhoneNumberLimit");
    for (const char* text : {"61/1d", "21/1h", "421/7d"})
        assert_text(with([&](auto& rules) { rules.send_pin_per_phone_number_limit = text; }), "");
}

TEST(a_template_makes_the_codes_that_the_settings_name) {
    const CodeShape shape{6, CodeType::numeric};
    const MessageTemplate fits{"M", "Code {{pin}}", "NUMERIC", 6, ""};
    assert_text(names(misfits(fits, shape)), "");
    MessageTemplate wrong = fits;
    wrong.text = "Code {pin}";
    wrong.pin_length.reset();
    wrong.pin_type = "HEX";
    assert_text(names(misfits(wrong, shape)), "messageText pinLength pinType");
}

TEST(settings_can_follow_a_template_within_their_bounds) {
    const auto shape = shape_of({"M", "{{pin}}", "ALPHANUMERIC", 8, ""});
    assert_int_equal(shape.value().length, 8);
    assert_same(shape->type, CodeType::alphanumeric);
    assert_false(shape_of({"M", "{{pin}}", "NUMERIC", 3, ""}).has_value());
    assert_false(shape_of({"M", "{{pin}}", "NUMERIC", 11, ""}).has_value());
    assert_false(shape_of({"M", "{{pin}}", "NUMERIC", std::nullopt, ""}).has_value());
    assert_false(shape_of({"M", "{{pin}}", "KLINGON", 6, ""}).has_value());
    assert_false(shape_of({"M", "no code", "NUMERIC", 6, ""}).has_value());
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("provider_rules");
}
