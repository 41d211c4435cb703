// SPDX-License-Identifier: MIT
// The table of options: it is whole, and it agrees with the struct that it fills.
#include "config/options.hpp"

#include <set>

#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

const Option& option(std::string_view name) {
    const auto place = find_option(name);
    if (!place) fail_msg("no option %s", std::string(name).c_str());
    return options()[*place];
}

TEST(every_option_has_its_own_name_and_one_sentence) {
    std::set<std::string_view> names;
    for (const Option& one : options()) {
        assert_true(names.insert(one.name).second);
        assert_true(one.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") ==
                    std::string_view::npos);
        assert_true(one.meaning.ends_with('.'));
        assert_true(one.meaning.size() < 100);
    }
    assert_int_equal(names.size(), 37);
}

TEST(every_default_is_the_one_of_the_struct) {
    const Settings defaults;
    for (const Option& one : options()) assert_text(one.print(defaults), one.standard);
}

TEST(every_default_can_be_written_out) {
    for (const Option& one : options()) {
        if (one.presence == Presence::required) continue;
        Settings settings;
        const auto read = one.read(settings, one.standard);
        if (!read) fail_msg("%s: %s", std::string(one.name).c_str(), read.error().message.c_str());
        assert_text(one.print(settings), one.standard);
    }
}

struct Example {
    const char* name;
    const char* value;
};

// One value for each option that is not its default.
constexpr Example examples[] = {
    {"conf", "/etc/other.conf"},
    {"base_url", "https://abcde.api.infobip.com"},
    {"application_id", "0933F3BC087D2A617AC6DCB2EF5B8A61"},
    {"message_id", "16A8B5FE2BCD6CA716A2D780CB3F3390"},
    {"sender", "Infobip 2FA"},
    {"number_lookup", "yes"},
    {"api_key_file", "/run/key"},
    {"users_file", "/run/users"},
    {"state_dir", "/run/state"},
    {"helper", "/run/helper"},
    {"ca_path", "/run/certs"},
    {"ca_file", "/run/ca.pem"},
    {"proxy", "http://proxy.example.com:3128"},
    {"connect_timeout", "1s"},
    {"request_timeout", "5s"},
    {"code_length", "8"},
    {"code_type", "hex"},
    {"code_lifetime", "2m"},
    {"login_timeout", "1m"},
    {"tries", "5"},
    {"resends", "0"},
    {"resend_wait", "30s"},
    {"verify_pause", "0s"},
    {"recovery_first", "yes"},
    {"recovery_pause", "5s"},
    {"users_without_phone", "ignore"},
    {"exempt_groups", "robots backup"},
    {"when_unreachable", "allow"},
    {"unreachable_after", "5m"},
    {"require_first_factor", "publickey"},
    {"countries", "+41 +385"},
    {"unanswered_per_user", "3/1h"},
    {"sends_per_user", "off"},
    {"sends_per_host", "500/1h"},
    {"failures_per_user", "5/30m 8/1d"},
    {"stop_code", "abort"},
    {"debug", "yes"},
};

// Each reader writes its own field and no other, and prints what it has read.
TEST(every_option_changes_exactly_itself) {
    for (const Example& example : examples) {
        Settings settings;
        if (const auto read = option(example.name).read(settings, example.value); !read)
            fail_msg("%s: %s", example.name, read.error().message.c_str());
        for (const Option& one : options())
            assert_text(one.print(settings),
                        one.name == example.name ? example.value : one.standard);
    }
    assert_int_equal(std::size(examples), options().size());
}

TEST(a_value_that_does_not_fit_changes_nothing) {
    for (const Option& one : options()) {
        Settings settings;
        assert_false(one.read(settings, "\x01").has_value());
        assert_text(one.print(settings), one.standard);
    }
}

TEST(no_error_quotes_the_value) {
    const std::string secret = "s3cr3t\x7fvalue";
    for (const Option& one : options()) {
        Settings settings;
        assert_true(one.read(settings, secret).error().message.find("s3cr3t") == std::string::npos);
    }
}

struct Refusal {
    const char* name;
    const char* value;
    const char* reason;
};

constexpr Refusal refusals[] = {
    {"base_url", "http://localhost:8080", "loopback address only"},
    {"base_url", "https://user:pass@host", "user name or password"},
    {"base_url", "api.infobip.com", "https://"},
    {"application_id", "two words", "blank"},
    {"api_key_file", "api-key", "beginning with /"},
    {"helper", "infobip-otp-helper", "beginning with /"},
    {"ca_path", "none", "beginning with /"},
    {"proxy", "proxy.example.com:3128", "http"},
    {"proxy", "http://user:pass@proxy:3128", "user name or password"},
    {"proxy", "http://proxy", "PORT"},
    {"connect_timeout", "3", "one of ms s m h d"},
    {"connect_timeout", "50ms", "from 100ms to 9s"},
    {"request_timeout", "10s", "from 100ms to 9s"},
    {"code_length", "3", "from 4 to 10"},
    {"code_length", "11", "from 4 to 10"},
    {"code_type", "NUMERIC", "numeric, alpha, hex, alphanumeric"},
    {"code_lifetime", "11m", "from 1s to 10m"},
    {"login_timeout", "0s", "from 1s to 10m"},
    {"login_timeout", "1h", "from 1s to 10m"},
    {"tries", "0", "from 1 to 10"},
    {"tries", "11", "from 1 to 10"},
    {"resends", "11", "from 0 to 10"},
    {"verify_pause", "1m", "from 0s to 30s"},
    {"recovery_pause", "0s", "from 100ms to 1m"},
    {"debug", "true", "yes, no"},
    {"debug", "YES", "yes, no"},
    {"recovery_first", "1", "yes, no"},
    {"users_without_phone", "allow", "deny, ignore"},
    {"when_unreachable", "ignore", "deny, allow"},
    {"unreachable_after", "9s", "from 10s to 1h"},
    {"unreachable_after", "61m", "from 10s to 1h"},
    {"unreachable_after", "0s", "from 10s to 1h"},
    {"require_first_factor", "password", "none, publickey"},
    {"stop_code", "ignore", "auto, maxtries, abort, auth_err"},
    {"number_lookup", "maybe", "unset, no, yes"},
    {"failures_per_user", "off", "cannot be off"},
    {"sends_per_user", "20 per hour", "windows such as"},
    {"sends_per_user", "101/1h", "1 to 100"},
    {"countries", "CH", "a plus and 1 to 4 digits"},
};

TEST(what_does_not_fit_is_refused_with_what_to_write) {
    for (const Refusal& refusal : refusals) {
        Settings settings;
        const auto read = option(refusal.name).read(settings, refusal.value);
        if (read) fail_msg("accepted: %s = %s", refusal.name, refusal.value);
        assert_contains(read.error().message, refusal.reason);
    }
}

// A text that a record of the wall cannot hold is a mistake in the settings, not of a later login.
TEST(texts_are_as_long_as_the_records_hold_and_no_longer) {
    const struct {
        const char* name;
        std::string begin;
        std::size_t longest;
    } texts[] = {{"application_id", "", 255},
                 {"message_id", "", 255},
                 {"sender", "", 127},
                 {"ca_path", "/", 1023},
                 {"ca_file", "/", 1023}};
    for (const auto& text : texts) {
        Settings settings;
        const std::string longest = text.begin + std::string(text.longest - text.begin.size(), 'x');
        assert_true(option(text.name).read(settings, longest).has_value());
        assert_false(option(text.name).read(settings, longest + "x").has_value());
    }
}

TEST(a_text_that_may_be_missing_is_emptied_by_its_word) {
    for (const auto& [name, word] : {std::pair{"sender", "template"}, std::pair{"ca_file", "none"},
                                     std::pair{"proxy", "none"}}) {
        Settings settings;
        settings.sender = settings.ca_file = settings.proxy = "/something";
        assert_true(option(name).read(settings, word).has_value());
        assert_text(option(name).print(settings), word);
    }
}

TEST(the_nearest_name_is_found) {
    assert_text(nearest_option("trys"), "tries");
    assert_text(nearest_option("code-length"), "code_length");
    assert_text(nearest_option("Tries"), "tries");
    assert_text(nearest_option("when_unreachable_services"), "when_unreachable");
    assert_text(nearest_option("baseurl"), "base_url");
    assert_text(nearest_option("user_file"), "users_file");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("options");
}
