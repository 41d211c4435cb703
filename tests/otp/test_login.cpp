// SPDX-License-Identifier: MIT
// One login over fakes: who is asked, who is not, and what comes before the first prompt.
#include "infobip_otp/login.hpp"

#include <algorithm>

#include "cmocka.hpp"
#include "otp/login_fixture.hpp"

using namespace infobip_otp;
using infobip_otp::testing::LoginFixture;

namespace {

void assert_denied(const Verdict& verdict, Cause cause) {
    assert_same(verdict.ruling, Ruling::denied);
    assert_text(word(verdict.cause), word(cause));
}

TEST(the_right_code_lets_in) {
    LoginFixture login;
    const Verdict verdict = login.run({"123456"});
    assert_same(verdict.ruling, Ruling::granted);
    assert_same(verdict.cause, Cause::code_accepted);
    assert_true(verdict.send_tried);
    assert_text(login.conversation.transcript(),
                "A code was sent to ********6727. Type it, or r to send it again.\nCode: \n");
    assert_int_equal(login.messages(), 1);
    assert_text(login.limits.calls.back(), "succeed alice");
}

TEST(the_log_says_sent_before_the_prompt_and_the_verdict_at_the_end) {
    LoginFixture login;
    login.conversation.answers.push_back({"123456", [&] {
                                              assert_contains(login.audit.of("code_sent"),
                                                              "to=********6727");
                                              assert_text(login.audit.of("verdict"), "");
                                              login.clock.advance(std::chrono::seconds(7));
                                          }});
    login.run();
    assert_text(login.audit.lines.back(),
                "verdict to=********6727 verdict=granted cause=code_accepted ms=7000");
    assert_text(login.audit.of("verdict"), login.audit.lines.back() + "\n");
}

TEST(every_message_is_counted_before_it_is_sent) {
    LoginFixture login;
    login.limits.sends_allowed = 0;
    const Verdict verdict = login.run({""});
    assert_denied(verdict, Cause::unanswered_per_user);
    assert_int_equal(login.messages(), 0);
    assert_false(verdict.send_tried);
}

TEST(each_request_has_its_line_before_it_leaves) {
    LoginFixture login;
    login.policy.verify_pause = std::chrono::seconds(0);
    std::vector<std::string> last_lines;
    login.pins.before_request = [&] {
        const auto& lines = login.audit.lines;
        last_lines.push_back(*std::find_if(lines.rbegin(), lines.rend(), [](const auto& line) {
            return !line.starts_with("debug ");
        }));
    };
    login.run({"000000", "r", "123456"});
    const std::string sending = "sending to=********6727 channel=sms";
    const std::string checking = "checking to=********6727";
    assert_true(last_lines == std::vector<std::string>({sending, checking, sending, checking}));
    assert_text(login.audit.account, "alice");
}

TEST(a_message_that_a_limit_refuses_has_no_line_that_says_it_is_sent) {
    LoginFixture login;
    login.limits.sends_allowed = 0;
    login.run({""});
    assert_text(login.audit.of("sending"), "");
}

constexpr const char* news =
    "4 codes were sent to you and not used, the last on 2026-11-22 10:04 UTC, and 1 wrong code was "
    "typed, on 2026-11-22 10:05 UTC. If it was not you, change your password.\n";

Unseen some_news() {
    const WallTime time{std::chrono::seconds(1'795'341'840)};
    return {4, time, 1, time + std::chrono::seconds(60)};
}

TEST(what_somebody_else_did_is_told_until_the_right_code_is_typed) {
    LoginFixture login;
    login.limits.unseen = some_news();
    login.run({"000000", "000000", "000000"});
    assert_contains(login.conversation.transcript(), news);
    login.conversation = {};
    login.run({"123456"});
    assert_text(login.conversation.transcript(),
                std::string(news) +
                    "A code was sent to ********6727. Type it, or r to send it again.\nCode: \n");
    login.conversation = {};
    login.run({"123456"});
    assert_lacks(login.conversation.transcript(), "not used");
}

TEST(a_recovery_code_lets_in_and_the_news_stay) {
    LoginFixture login;
    login.limits.unseen = some_news();
    login.recovery.codes = {"0123456789abcdef"};
    assert_same(login.run({"0123-4567-89ab-cdef"}).cause, Cause::recovery_code_accepted);
    assert_true(login.limits.unseen == some_news());
}

TEST(a_limit_that_refuses_tells_what_was_spent_and_what_to_do) {
    LoginFixture login;
    login.limits.unseen = some_news();
    login.limits.sends_allowed = 0;
    login.run({""});
    assert_text(login.conversation.transcript(),
                std::string(news) +
                    "Too many codes were sent. The next one can be sent in 90 seconds. (reference "
                    "7F3A2C)\nPress Enter to close: \n");
}

TEST(what_happened_during_the_login_is_told_where_a_limit_ends_it) {
    LoginFixture login;
    login.limits.failures_allowed = 1;
    login.conversation.answers.push_back({"000000"});
    login.conversation.answers.push_back({"000000", [&] { login.limits.unseen = some_news(); }});
    login.run();
    assert_contains(login.conversation.transcript(),
                    std::string(news) + "Too many wrong codes were typed. Try again in");
}

TEST(another_spelling_of_the_name_is_the_same_account) {
    LoginFixture login;
    login.request.user = "ALICE";
    assert_same(login.run({"123456"}).ruling, Ruling::granted);
    assert_text(login.limits.calls.front(), "spend_send alice");
}

TEST(an_account_that_the_system_does_not_know_is_denied_even_where_no_phone_is_ignored) {
    LoginFixture login;
    login.request.user = "mallory";
    login.policy.users_without_phone = WithoutPhone::ignore;
    assert_denied(login.run({""}), Cause::unknown_account);
}

TEST(an_account_without_a_phone_is_denied) {
    LoginFixture login;
    login.request.user = "bob";
    const Verdict verdict = login.run({""});
    assert_denied(verdict, Cause::no_phone);
    assert_text(login.conversation.transcript(),
                "No phone number is known for this account. Ask your administrator to add it. "
                "(reference 7F3A2C)\nPress Enter to close: \n");
}

TEST(an_account_without_a_phone_is_ignored_where_the_settings_say_so) {
    LoginFixture login;
    login.request.user = "bob";
    login.policy.users_without_phone = WithoutPhone::ignore;
    const Verdict verdict = login.run();
    assert_same(verdict.ruling, Ruling::exempt);
    assert_same(verdict.cause, Cause::no_phone_ignored);
    assert_text(login.conversation.transcript(), "");
}

TEST(a_malformed_number_never_exempts) {
    LoginFixture login;
    login.directory.numbers["alice"] = "41793026727";
    login.policy.users_without_phone = WithoutPhone::ignore;
    assert_denied(login.run({""}), Cause::number_malformed);
    assert_contains(login.audit.of("users_file_failed"), "users:1");
}

TEST(an_unreadable_phone_book_never_exempts) {
    LoginFixture login;
    login.request.user = "bob";
    login.directory.broken = true;
    login.policy.users_without_phone = WithoutPhone::ignore;
    assert_denied(login.run({""}), Cause::users_file);
}

TEST(a_member_of_an_exempt_group_is_not_asked) {
    LoginFixture login;
    login.policy.exempt_groups = {"robots"};
    login.accounts.groups["robots"] = {"alice"};
    const Verdict verdict = login.run();
    assert_same(verdict.ruling, Ruling::exempt);
    assert_same(verdict.cause, Cause::exempt_group);
    assert_same(login.audit.severities.back(), Severity::notice);
}

TEST(the_key_is_asked_for_once_and_only_where_somebody_is_asked) {
    LoginFixture exempt;
    exempt.policy.exempt_groups = {"robots"};
    exempt.accounts.groups["robots"] = {"alice"};
    exempt.pins.no_key = true;
    assert_same(exempt.run().cause, Cause::exempt_group);
    LoginFixture without_phone;
    without_phone.request.user = "bob";
    without_phone.policy.users_without_phone = WithoutPhone::ignore;
    without_phone.pins.no_key = true;
    assert_same(without_phone.run().cause, Cause::no_phone_ignored);
    assert_int_equal(exempt.pins.readied + without_phone.pins.readied, 0);

    LoginFixture login;
    login.pins.no_key = true;
    assert_denied(login.run({""}), Cause::key_file);
    assert_text(login.audit.of("key_file_failed"), "key_file_failed detail=/key: cannot be read\n");
    assert_true(login.pins.calls.empty());
    assert_int_equal(login.pins.readied, 1);
}

TEST(an_exempt_group_that_does_not_exist_exempts_nobody_and_is_logged) {
    LoginFixture login;
    login.policy.exempt_groups = {"robtos"};
    login.accounts.groups["robots"] = {"alice"};
    assert_same(login.run({"123456"}).ruling, Ruling::granted);
    assert_text(login.audit.of("group_unknown"),
                "group_unknown option=exempt_groups group=robtos\n");
}

TEST(a_name_service_that_fails_denies) {
    LoginFixture login;
    login.accounts.broken = true;
    login.policy.users_without_phone = WithoutPhone::ignore;
    assert_denied(login.run({""}), Cause::accounts);
}

TEST(a_country_that_is_not_listed_gets_no_message) {
    LoginFixture login;
    login.policy.countries = {"+385", "+43"};
    assert_denied(login.run({""}), Cause::country_refused);
    assert_int_equal(login.messages(), 0);
    LoginFixture other;
    other.policy.countries = {"+385", "+41"};
    assert_same(other.run({"123456"}).ruling, Ruling::granted);
}

TEST(a_required_public_key_must_have_been_accepted) {
    const struct {
        const char* factors;
        bool in_sshd;
        bool passes;
    } cases[] = {
        {"publickey ssh-ed25519 AAAA", true, true},
        {"hostbased x\npublickey ssh-ed25519 AAAA\n", true, true},
        {"", true, false},
        {"password\n", true, false},
        {"keyboard-interactive/pam publickey ", true, false},
        {"publickeys x", true, false},
        {"publickey ssh-ed25519 AAAA", false, false},
    };
    for (const auto& each : cases) {
        LoginFixture login;
        login.policy.require_first_factor = FirstFactor::publickey;
        login.request.ssh_auth_info = each.factors;
        login.request.in_sshd = each.in_sshd;
        const Verdict verdict = login.run({"123456"});
        if ((verdict.ruling == Ruling::granted) != each.passes) fail_msg("%s", each.factors);
        if (!each.passes) assert_denied(verdict, Cause::first_factor_missing);
        assert_int_equal(login.messages(), each.passes ? 1 : 0);
    }
}

TEST(an_exempt_account_needs_the_required_key_all_the_same) {
    LoginFixture login;
    login.policy.require_first_factor = FirstFactor::publickey;
    login.policy.exempt_groups = {"robots"};
    login.accounts.groups["robots"] = {"alice"};
    login.request.in_sshd = true;
    assert_denied(login.run({""}), Cause::first_factor_missing);
    LoginFixture with_key;
    with_key.policy = login.policy;
    with_key.accounts.groups = login.accounts.groups;
    with_key.request.in_sshd = true;
    with_key.request.ssh_auth_info = "publickey ssh-ed25519 AAAA";
    assert_same(with_key.run().ruling, Ruling::exempt);
}

TEST(a_limit_says_how_long_until_the_next_code_before_a_prompt) {
    LoginFixture login;
    login.limits.refuse_sends = Limit::sends_per_user;
    login.limits.wait = std::chrono::minutes(12);
    assert_denied(login.run({""}), Cause::sends_per_user);
    assert_text(login.conversation.transcript(),
                "Too many codes were sent. The next one can be sent in 12 minutes. "
                "(reference 7F3A2C)\nPress Enter to close: \n");
}

TEST(what_is_typed_at_the_closing_prompt_changes_nothing) {
    for (const char* typed : {"", "123456", "r", "yes"}) {
        LoginFixture login;
        login.limits.refuse_sends = Limit::sends_per_user;
        assert_denied(login.run({typed}), Cause::sends_per_user);
        assert_int_equal(login.conversation.prompts, 1);
    }
    LoginFixture hung_up;
    hung_up.limits.refuse_sends = Limit::sends_per_user;
    assert_denied(hung_up.run(), Cause::sends_per_user);
}

TEST(a_state_folder_that_cannot_be_written_sends_nothing) {
    LoginFixture login;
    login.limits.broken = true;
    const Verdict verdict = login.run({""});
    assert_denied(verdict, Cause::state_folder);
    assert_int_equal(login.messages(), 0);
    assert_contains(login.audit.of("state_failed"), "Read-only file system");
}

TEST(a_hang_up_at_the_prompt_is_a_denial_after_a_send) {
    LoginFixture login;
    const Verdict verdict = login.run();
    assert_denied(verdict, Cause::conversation_gone);
    assert_true(verdict.send_tried);
}

TEST(a_first_prompt_that_fails_in_sshd_hints_at_the_password_method) {
    LoginFixture login;
    login.request.in_sshd = true;
    login.run();
    assert_contains(login.audit.of("verdict"), "hint=PasswordAuthentication");
    LoginFixture later;
    later.request.in_sshd = true;
    later.run({"000000"});
    assert_lacks(later.audit.of("verdict"), "hint=");
    LoginFixture refused;
    refused.request.in_sshd = true;
    refused.pins.instead = {PinOutcome::credentials};
    refused.run();
    assert_lacks(refused.audit.of("verdict"), "hint=");
    LoginFixture elsewhere;
    elsewhere.run();
    assert_lacks(elsewhere.audit.of("verdict"), "hint=");
}

TEST(a_refusal_before_the_login_tells_the_person_and_the_log) {
    LoginFixture login;
    Verdict verdict;
    refuse_unstarted(login.request, Cause::settings, login.conversation, login.audit, verdict);
    assert_denied(verdict, Cause::settings);
    assert_contains(login.conversation.transcript(), "fault on this system");
    assert_contains(login.conversation.transcript(),
                    "(reference 7F3A2C)\nPress Enter to close: \n");
    assert_contains(login.audit.of("verdict"), "verdict=denied cause=settings");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("login");
}
