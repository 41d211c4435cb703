// SPDX-License-Identifier: MIT
// The dialogue over fakes: wrong codes, wrong shapes, sending again, expiry, recovery codes.
#include <algorithm>

#include "cmocka.hpp"
#include "otp/login_fixture.hpp"

using namespace infobip_otp;
using infobip_otp::testing::LoginFixture;

namespace {

using std::chrono::seconds;

void assert_denied(const Verdict& verdict, Cause cause) {
    assert_same(verdict.ruling, Ruling::denied);
    assert_text(word(verdict.cause), word(cause));
}

std::ptrdiff_t count(const std::vector<std::string>& calls, std::string_view beginning) {
    return std::count_if(calls.begin(), calls.end(),
                         [&](const std::string& call) { return call.starts_with(beginning); });
}

TEST(a_wrong_code_says_how_many_tries_are_left) {
    LoginFixture login;
    assert_same(login.run({"000000", "111111", "123456"}).ruling, Ruling::granted);
    assert_text(login.conversation.transcript(),
                "A code was sent to ********6727. Type it, or r to send it again.\n"
                "Code: \nThat code is wrong, 2 tries left.\n"
                "Code: \nThat code is wrong, 1 try left.\n"
                "Code: \n");
}

TEST(three_wrong_codes_end_the_login_with_one_message) {
    LoginFixture login;
    assert_denied(login.run({"000000", "111111", "222222", "123456"}), Cause::tries_used_up);
    assert_int_equal(login.messages(), 1);
    assert_int_equal(login.conversation.prompts, 3);
    assert_int_equal(login.limits.failures, 3);
    assert_text(login.conversation.shown.back(),
                "No tries are left. Log in again for a new code. (reference 7F3A2C)");
}

TEST(a_failure_is_written_before_the_code_leaves) {
    LoginFixture login;
    login.limits.failures_allowed = 0;
    login.limits.sends = 0;
    // The first message is refused as well while failures are used up.
    assert_denied(login.run({""}), Cause::failures_per_user);

    LoginFixture at_check;
    at_check.conversation.answers.push_back(
        {"123456", [&] { at_check.limits.failures_allowed = 0; }});
    assert_denied(at_check.run(), Cause::failures_per_user);
    assert_int_equal(count(at_check.pins.calls, "verify"), 0);
}

TEST(wrong_shapes_cost_a_try_and_nothing_leaves) {
    for (const std::string& typed :
         {std::string("12345"), std::string("1234567"), std::string("abcdef"),
          std::string("correct horse"), std::string(513, '1'), std::string("\x01\x02\x1b[2J"),
          std::string("12345\xff")}) {
        LoginFixture login;
        assert_same(login.run({typed, "123456"}).ruling, Ruling::granted);
        assert_int_equal(count(login.pins.calls, "verify"), 1);
        assert_int_equal(count(login.limits.calls, "spend_failure"), 1);
        assert_text(login.conversation.shown[2],
                    "That is not a code. Type the 6 digits, or r to send it again, 2 tries left.");
    }
}

TEST(blanks_and_hyphens_inside_a_code_are_dropped) {
    for (const char* typed : {"123 456", "123-456", " 1-2-3--4 5 6 \r\n"}) {
        LoginFixture login;
        assert_same(login.run({typed}).ruling, Ruling::granted);
        assert_text(login.pins.calls.back(), "verify PIN1 123456");
    }
}

TEST(without_resends_r_is_not_offered) {
    LoginFixture login;
    login.policy.resends = 0;
    login.run({"123456"});
    assert_text(login.conversation.shown[0], "A code was sent to ********6727.");
}

TEST(empty_lines_send_nothing_and_cost_a_prompt_and_no_try) {
    LoginFixture login;
    assert_denied(login.run({"", "", "", "", "", ""}), Cause::tries_used_up);
    assert_int_equal(login.messages(), 1);
    assert_int_equal(login.conversation.prompts, 5);
    assert_text(login.conversation.shown[2],
                "Nothing was typed. Type the code, or r to send it again.");

    LoginFixture hasty;
    assert_same(hasty.run({"", "", "000000", "111111", "123456"}).ruling, Ruling::granted);
    assert_contains(hasty.conversation.transcript(), "That code is wrong, 1 try left.");
}

TEST(r_sends_the_same_code_again_while_it_lives) {
    LoginFixture login;
    assert_same(login.run({"r", "123456"}).ruling, Ruling::granted);
    assert_text(login.pins.calls[1], "resend PIN1");
    assert_text(login.conversation.shown[2], "The same code was sent again to ********6727.");
    assert_int_equal(login.messages(), 2);
}

TEST(a_new_pin_id_at_the_resend_is_taken_over) {
    LoginFixture login;
    login.pins.new_id_at_resend = "NEW";
    assert_same(login.run({"r", "123456"}).ruling, Ruling::granted);
    assert_text(login.pins.calls.back(), "verify NEW 123456");
}

TEST(r_after_the_code_expired_sends_a_new_one) {
    LoginFixture login;
    login.policy.login_timeout = std::chrono::minutes(30);
    login.conversation.answers.push_back({"123456", [&] { login.clock.advance(seconds(301)); }});
    assert_same(login.run({"r", "123456"}).ruling, Ruling::granted);
    assert_text(login.conversation.shown[2],
                "That code has expired. Type r for a new one, 2 tries left.");
    assert_text(login.conversation.shown[4], "A new code was sent to ********6727.");
    assert_int_equal(count(login.pins.calls, "verify"), 1);
    assert_text(login.pins.calls.back(), "verify PIN2 123456");
}

TEST(a_pin_that_is_finished_at_the_provider_is_replaced_only_after_r) {
    for (const PinOutcome finished :
         {PinOutcome::expired, PinOutcome::no_more_tries, PinOutcome::pin_rejected}) {
        LoginFixture login;
        login.pins.instead = {PinOutcome{}, finished};
        assert_same(login.run({"123456", "r", "123456"}).ruling, Ruling::granted);
        assert_int_equal(login.messages(), 2);
        assert_text(login.pins.calls[2], "send 41793026727");

        LoginFixture stubborn;
        stubborn.pins.instead = {PinOutcome{}, finished};
        assert_denied(stubborn.run({"123456", "123456", "123456"}), Cause::tries_used_up);
        assert_int_equal(stubborn.messages(), 1);
        assert_int_equal(count(stubborn.pins.calls, "verify"), 1);
    }
}

TEST(a_finished_pin_without_sends_left_ends_the_login) {
    LoginFixture login;
    login.policy.resends = 0;
    login.pins.instead = {PinOutcome{}, PinOutcome::expired};
    assert_denied(login.run({"123456", "123456"}), Cause::expired);
    assert_int_equal(login.conversation.prompts, 1);
}

TEST(a_resend_of_a_pin_that_is_gone_is_one_new_message) {
    LoginFixture login;
    login.pins.instead = {PinOutcome{}, PinOutcome::expired};
    assert_same(login.run({"r", "123456"}).ruling, Ruling::granted);
    assert_text(login.pins.calls[1], "resend PIN1");
    assert_text(login.pins.calls[2], "send 41793026727");
    assert_int_equal(count(login.limits.calls, "spend_send"), 2);
}

TEST(r_without_sends_left_costs_a_try) {
    LoginFixture login;
    assert_denied(login.run({"r", "r", "r", "r", "r", "r"}), Cause::tries_used_up);
    assert_int_equal(login.messages(), 3);
    assert_contains(login.conversation.transcript(),
                    "No more codes are sent in this login. Type the code you have, 2 tries left.");
}

// Refuses messages for `wait` from now on, as another login's message does.
void refuse_sends_for(LoginFixture& login, seconds wait) {
    login.limits.refuse_sends = Limit::resend_wait;
    login.limits.wait = wait;
    const auto end = login.clock.since_boot() + wait;
    login.limits.while_writing = [&login, end] {
        if (login.clock.since_boot() >= end) login.limits.refuse_sends = Limit::none;
    };
}

TEST(r_too_early_waits_sends_and_costs_no_try) {
    LoginFixture login;
    login.policy.verify_pause = seconds(0);
    login.conversation.answers.push_back({"r", [&] { refuse_sends_for(login, seconds(12)); }});
    assert_same(login.run({"000000", "123456"}).ruling, Ruling::granted);
    assert_text(login.conversation.shown[2],
                "A code was sent a moment ago. The next one is sent in 12 seconds.");
    assert_text(login.conversation.shown[3], "The same code was sent again to ********6727.");
    assert_text(login.conversation.shown[5], "That code is wrong, 2 tries left.");
    assert_int_equal(login.messages(), 2);
    assert_true(login.clock.slept == seconds(12));
}

TEST(r_much_too_early_says_when_and_costs_no_try) {
    LoginFixture login;
    login.policy.verify_pause = seconds(0);
    login.conversation.answers.push_back({"r", [&] { refuse_sends_for(login, seconds(21)); }});
    assert_same(login.run({"000000", "123456"}).ruling, Ruling::granted);
    assert_text(login.conversation.shown[2],
                "A code was sent a moment ago. The next one can be sent in 21 seconds.");
    assert_text(login.conversation.shown[4], "That code is wrong, 2 tries left.");
    assert_int_equal(login.messages(), 1);
    assert_true(login.clock.slept == seconds(0));
}

TEST(whoever_waits_in_vain_does_not_wait_again) {
    LoginFixture login;
    login.conversation.answers.push_back({"r", [&] {
                                              login.limits.refuse_sends = Limit::resend_wait;
                                              login.limits.wait = seconds(12);
                                          }});
    assert_same(login.run({"123456"}).ruling, Ruling::granted);
    assert_true(login.clock.slept == seconds(12));
    assert_contains(login.conversation.transcript(), "The next one can be sent in 12 seconds.\n");
    assert_int_equal(login.messages(), 1);
}

TEST(nobody_waits_beyond_the_end_of_the_login) {
    LoginFixture login;
    login.policy.login_timeout = seconds(12);
    login.conversation.answers.push_back({"r", [&] { refuse_sends_for(login, seconds(12)); }});
    assert_same(login.run({"123456"}).ruling, Ruling::granted);
    assert_true(login.clock.slept == seconds(0));
}

TEST(a_login_right_after_another_one_waits_and_sends_one_message) {
    LoginFixture login;
    refuse_sends_for(login, seconds(20));
    assert_same(login.run({"123456"}).ruling, Ruling::granted);
    assert_text(login.conversation.shown[0],
                "A code was sent a moment ago. The next one is sent in 20 seconds.");
    assert_int_equal(login.messages(), 1);
    assert_int_equal(login.limits.sends, 0);  // forgotten by the right code
}

TEST(a_resend_that_fails_leaves_the_first_code_good) {
    for (const PinOutcome fault : {PinOutcome::throttled, PinOutcome::provider_fault,
                                   PinOutcome::no_answer, PinOutcome::not_sent}) {
        LoginFixture login;
        login.pins.instead = {PinOutcome{}, fault};
        assert_same(login.run({"r", "123456"}).cause, Cause::code_accepted);
        assert_text(login.pins.calls.back(), "verify PIN1 123456");
    }
}

// Whether the host may start over: it may not, the first message has gone out.
TEST(a_resend_that_no_helper_could_make_leaves_the_first_message_sent) {
    LoginFixture login;
    login.pins.instead = {PinOutcome{}, PinOutcome::helper_unusable};
    const Verdict verdict = login.run({"r"});
    assert_denied(verdict, Cause::conversation_gone);
    assert_true(verdict.send_tried);
}

TEST(never_more_prompts_than_tries_and_resends) {
    LoginFixture login;
    login.pins.instead = {PinOutcome{},          PinOutcome::throttled, PinOutcome::throttled,
                          PinOutcome::throttled, PinOutcome::throttled, PinOutcome::throttled,
                          PinOutcome::throttled, PinOutcome::throttled};
    assert_same(
        login.run({"123456", "123456", "123456", "123456", "123456", "123456", "123456"}).ruling,
        Ruling::denied);
    assert_int_equal(login.conversation.prompts, 5);
}

TEST(throttling_costs_no_try_and_no_failure) {
    LoginFixture login;
    login.pins.instead = {PinOutcome{}, PinOutcome::throttled, PinOutcome{}};
    assert_same(login.run({"123456", "123456"}).ruling, Ruling::granted);
    assert_int_equal(count(login.limits.calls, "give_back_failure"), 1);
    assert_contains(login.conversation.transcript(),
                    "Wait a few seconds, then type the code again");
}

TEST(two_checks_are_three_seconds_apart) {
    LoginFixture login;
    login.conversation.answers.push_back({"000000"});
    login.conversation.answers.push_back({"111111", [&] { login.clock.advance(seconds(1)); }});
    login.conversation.answers.push_back({"123456", [&] { login.clock.advance(seconds(9)); }});
    assert_same(login.run().ruling, Ruling::granted);
    assert_int_equal(login.clock.slept.count(), 2000);
}

TEST(an_answer_after_the_login_timeout_is_not_looked_at) {
    LoginFixture login;
    login.conversation.answers.push_back({"123456", [&] { login.clock.advance(seconds(111)); }});
    assert_denied(login.run(), Cause::expired);
    assert_int_equal(count(login.pins.calls, "verify"), 0);
    assert_text(login.conversation.shown.back(),
                "The code has expired. Log in again for a new code. (reference 7F3A2C)");
}

// Stopped in the call of that number to the limits, and continued when the login's time is over.
struct StoppedLogin : LoginFixture {
    explicit StoppedLogin(std::ptrdiff_t call) {
        limits.while_writing = [this, call] {
            if (std::ssize(limits.calls) == call) clock.advance(seconds(111));
        };
    }
};

TEST(a_login_that_is_stopped_beyond_its_time_sends_nothing_and_gives_the_message_back) {
    StoppedLogin first(1);
    assert_denied(first.run({""}), Cause::expired);
    assert_true(first.pins.calls.empty());
    assert_int_equal(first.limits.sends, 0);

    StoppedLogin again(2);
    const Verdict verdict = again.run({"r"});
    assert_denied(verdict, Cause::expired);
    assert_true(verdict.send_tried);
    assert_true(again.pins.calls == std::vector<std::string>{"send 41793026727"});
    assert_int_equal(again.limits.sends, 1);
}

TEST(a_login_that_is_stopped_beyond_its_time_checks_no_code_and_gives_the_failure_back) {
    StoppedLogin login(2);
    assert_denied(login.run({"123456"}), Cause::expired);
    assert_int_equal(count(login.pins.calls, "verify"), 0);
    assert_int_equal(login.limits.failures, 0);

    StoppedLogin of_an_old_code(2);
    of_an_old_code.policy.code_lifetime = seconds(60);
    of_an_old_code.policy.login_timeout = std::chrono::minutes(30);
    assert_same(of_an_old_code.run({"123456", "r", "123456"}).ruling, Ruling::granted);
    assert_text(of_an_old_code.conversation.shown[2],
                "That code has expired. Type r for a new one, 2 tries left.");
    assert_int_equal(count(of_an_old_code.pins.calls, "verify"), 1);
}

TEST(a_resend_that_finds_the_pin_gone_too_late_becomes_no_new_message) {
    struct SlowPins final : PinService {
        explicit SlowPins(LoginFixture& its_login) : login(its_login) {}
        PinReply send(const PhoneNumber& to) override { return login.pins.send(to); }
        PinReply resend(const Secret&) override {
            login.clock.advance(seconds(111));
            PinReply reply;
            reply.outcome = PinOutcome::expired;
            return reply;
        }
        PinReply verify(const Secret&, const Secret&) override { return {}; }
        LoginFixture& login;
    };
    LoginFixture login;
    SlowPins pins(login);
    login.conversation.answers.push_back({"r"});
    Verdict verdict;
    authenticate(login.request, login.policy,
                 {login.accounts, login.directory, pins, login.limits, login.recovery,
                  login.conversation, login.audit, login.clock},
                 verdict);
    assert_denied(verdict, Cause::expired);
    assert_int_equal(login.messages(), 1);
    assert_int_equal(login.limits.sends, 1);
}

TEST(a_store_that_fails_after_the_right_code_does_not_lock_out) {
    LoginFixture login;
    login.limits.broken_at_success = true;
    assert_same(login.run({"123456"}).ruling, Ruling::granted);
    assert_contains(login.audit.of("state_failed"), "Input/output error");
}

TEST(a_store_that_fails_before_a_check_denies_and_sends_no_code) {
    LoginFixture login;
    login.conversation.answers.push_back({"123456", [&] { login.limits.broken = true; }});
    const Verdict verdict = login.run();
    assert_denied(verdict, Cause::state_folder);
    assert_true(verdict.send_tried);
    assert_int_equal(count(login.pins.calls, "verify"), 0);
}

const char* const paper = "0123-4567-89ab-cdef";
const char* const stored = "0123456789abcdef";

TEST(a_recovery_code_is_taken_at_the_same_prompt) {
    LoginFixture login;
    login.recovery.codes = {stored, "zzzzzzzzzzzzzzzz"};
    const Verdict verdict = login.run({paper});
    assert_same(verdict.ruling, Ruling::granted);
    assert_same(verdict.cause, Cause::recovery_code_accepted);
    assert_text(login.conversation.shown.back(), "Recovery code accepted, 1 code left.");
    assert_text(login.audit.of("recovery_used"), "recovery_used codes_left=1\n");
    assert_int_equal(count(login.pins.calls, "verify"), 0);
    assert_text(login.limits.calls.back(), "succeed alice by recovery");
}

TEST(without_recovery_codes_one_that_is_typed_is_just_a_wrong_shape) {
    LoginFixture login;
    assert_same(login.run({paper, "123456"}).ruling, Ruling::granted);
    assert_int_equal(login.recovery.tries, 0);
}

TEST(a_used_recovery_code_is_refused_and_costs_a_try) {
    LoginFixture login;
    login.recovery.codes = {"zzzzzzzzzzzzzzzz"};
    assert_denied(login.run({paper, paper, paper, paper}), Cause::tries_used_up);
    assert_int_equal(login.recovery.tries, 3);
    assert_int_equal(login.limits.failures, 0);
    assert_text(login.conversation.shown[2],
                "That recovery code is wrong or was used before, 2 tries left.");
}

TEST(recovery_codes_work_while_a_limit_or_an_outage_refuses_a_message) {
    LoginFixture limited;
    limited.recovery.codes = {stored};
    limited.limits.refuse_sends = Limit::unanswered_per_user;
    assert_same(limited.run({paper}).cause, Cause::recovery_code_accepted);
    assert_text(limited.conversation.shown[1],
                "Type a recovery code instead, or press Enter to close.");
    assert_text(limited.conversation.shown[2], "Recovery code: ");
    assert_int_equal(limited.messages(), 0);

    LoginFixture outage;
    outage.recovery.codes = {stored};
    outage.pins.instead = {PinOutcome::not_reached};
    assert_same(outage.run({paper}).cause, Cause::recovery_code_accepted);

    LoginFixture declined;
    declined.recovery.codes = {stored};
    declined.pins.instead = {PinOutcome::not_reached};
    assert_denied(declined.run({""}), Cause::not_reached);
}

TEST(recovery_first_asks_before_anything_is_sent) {
    LoginFixture login;
    login.policy.recovery_first = true;
    login.recovery.codes = {stored};
    assert_same(login.run({paper}).cause, Cause::recovery_code_accepted);
    assert_int_equal(login.messages(), 0);

    LoginFixture declined;
    declined.policy.recovery_first = true;
    declined.recovery.codes = {stored};
    assert_same(declined.run({"", "123456"}).cause, Cause::code_accepted);

    LoginFixture last;
    last.policy.recovery_first = true;
    last.policy.tries = 1;
    last.policy.resends = 0;
    last.recovery.codes = {stored};
    assert_same(last.run({"", "123456"}).cause, Cause::code_accepted);

    LoginFixture wrong;
    wrong.policy.recovery_first = true;
    wrong.recovery.codes = {stored};
    assert_denied(wrong.run({"x", "y", "z"}), Cause::tries_used_up);
    assert_int_equal(wrong.messages(), 0);

    LoginFixture gone;
    gone.policy.recovery_first = true;
    gone.recovery.codes = {stored};
    assert_denied(gone.run(), Cause::conversation_gone);
    assert_int_equal(gone.messages(), 0);
    assert_text(gone.conversation.shown.back(), "Recovery code: ");  // nobody is left to tell
}

// Throttled checks take prompts and no try: the last resend would be paid for and never asked for.
TEST(every_message_is_followed_by_a_prompt_for_its_code) {
    LoginFixture login;
    login.policy.recovery_first = true;
    login.recovery.codes = {stored};
    login.pins.instead = {PinOutcome{}, PinOutcome::throttled, PinOutcome::throttled,
                          PinOutcome::throttled};
    assert_denied(login.run({"", "123456", "123456", "123456", "r", "r", "123456"}),
                  Cause::tries_used_up);
    assert_int_equal(login.messages(), 2);
    const auto& shown = login.conversation.shown;
    for (std::size_t i = 0; i < shown.size(); ++i)
        if (shown[i].find("code was sent") != std::string::npos)
            assert_text(shown.at(i + 1), "Code: ");
}

TEST(a_used_recovery_code_is_told_until_the_owner_has_come) {
    const WallTime when{std::chrono::seconds(1'795'341'845)};
    LoginFixture thief;
    thief.recovery.used = when;
    thief.recovery.codes = {stored};
    static_cast<void>(thief.run({"000000", "000000", "000000"}));
    assert_text(thief.conversation.shown.front(),
                "A recovery code was used on 2026-11-22 10:04 UTC, 1 code left. If it was not you, "
                "tell your administrator.");
    assert_true(thief.recovery.used.has_value());

    LoginFixture owner;
    owner.recovery.used = when;
    assert_same(owner.run({"123456"}).ruling, Ruling::granted);
    assert_contains(owner.conversation.shown.front(), "0 codes left");
    assert_false(owner.recovery.used.has_value());
}

TEST(recovery_codes_that_come_too_fast_or_cannot_be_read_cost_a_try) {
    LoginFixture fast;
    fast.recovery.codes = {stored};
    fast.recovery.too_soon = true;
    assert_same(fast.run({paper, "123456"}).cause, Cause::code_accepted);
    assert_contains(fast.conversation.transcript(), "Wait 2 seconds, then type it again");

    LoginFixture broken;
    broken.recovery.codes = {stored};
    broken.recovery.broken = true;
    assert_same(broken.run({paper, "123456"}).cause, Cause::code_accepted);
    assert_contains(broken.audit.of("recovery_failed"), "cannot be read");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("dialogue");
}
