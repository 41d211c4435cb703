// SPDX-License-Identifier: MIT
// Each outcome of the provider, at the send and at the check, with and without fail-open.
#include "cmocka.hpp"
#include "otp/login_fixture.hpp"

using namespace infobip_otp;
using infobip_otp::testing::LoginFixture;

namespace {

enum class Room { denied, opens };  // what when_unreachable = allow makes of it

struct Row {
    PinOutcome outcome;
    Cause cause;
    Room with_fail_open;
    bool send_tried;
    bool send_given_back;
};

const Row at_send[] = {
    {PinOutcome::verified, Cause::not_understood, Room::denied, true, false},
    {PinOutcome::wrong_code, Cause::not_understood, Room::denied, true, false},
    {PinOutcome::no_more_tries, Cause::not_understood, Room::denied, true, false},
    {PinOutcome::expired, Cause::expired, Room::denied, true, false},
    {PinOutcome::pin_rejected, Cause::not_understood, Room::denied, true, false},
    {PinOutcome::throttled, Cause::throttled, Room::denied, true, false},
    {PinOutcome::not_sent, Cause::not_sent, Room::denied, true, false},
    {PinOutcome::request_refused, Cause::request_refused, Room::denied, true, true},
    {PinOutcome::credentials, Cause::key_refused, Room::denied, true, true},
    {PinOutcome::forbidden, Cause::forbidden, Room::denied, true, true},
    {PinOutcome::provider_rejected, Cause::provider_rejected, Room::denied, true, false},
    {PinOutcome::provider_fault, Cause::provider_fault, Room::opens, true, false},
    {PinOutcome::not_reached, Cause::not_reached, Room::opens, true, true},
    {PinOutcome::no_answer, Cause::no_answer, Room::opens, true, false},
    {PinOutcome::not_resolved, Cause::not_resolved, Room::denied, true, true},
    {PinOutcome::not_trusted, Cause::not_trusted, Room::denied, true, true},
    {PinOutcome::not_understood, Cause::not_understood, Room::denied, true, false},
    {PinOutcome::helper_unusable, Cause::helper_unusable, Room::denied, false, true},
    {PinOutcome::helper_failed, Cause::helper_failed, Room::denied, true, false},
};

void check_send(const Row& row, bool fail_open, bool remote) {
    LoginFixture login;
    login.pins.instead = {row.outcome};
    if (fail_open) login.policy.when_unreachable = WhenUnreachable::allow;
    login.request.from_another_machine = remote;
    const Verdict verdict = login.run({""});
    if (fail_open && remote && row.with_fail_open == Room::opens) {
        assert_same(verdict.ruling, Ruling::granted);
        assert_same(verdict.cause, Cause::unreachable_allowed);
        assert_same(login.audit.severities.back(), Severity::warning);
        return;
    }
    assert_same(verdict.ruling, Ruling::denied);
    assert_text(word(verdict.cause), word(row.cause));
    assert_int_equal(verdict.send_tried, row.send_tried);
    assert_int_equal(login.limits.sends, row.send_given_back ? 0 : 1);
    assert_contains(login.audit.of("provider_failed"), "during=code_sent");
    assert_text(login.conversation.shown.back(), "Press Enter to close: ");
    assert_contains(login.conversation.transcript(), "(reference 7F3A2C)");
}

TEST(a_send_that_fails_is_denied_with_its_cause) {
    for (const Row& row : at_send)
        for (const bool fail_open : {false, true})
            for (const bool remote : {false, true}) check_send(row, fail_open, remote);
}

struct CheckRow {
    PinOutcome outcome;
    Cause cause;
    Room with_fail_open;
    bool failure_given_back;
};

const CheckRow at_check[] = {
    {PinOutcome::sent, Cause::not_understood, Room::denied, false},
    {PinOutcome::not_sent, Cause::not_sent, Room::denied, false},
    {PinOutcome::request_refused, Cause::request_refused, Room::denied, false},
    {PinOutcome::credentials, Cause::key_refused, Room::denied, true},
    {PinOutcome::forbidden, Cause::forbidden, Room::denied, true},
    {PinOutcome::provider_rejected, Cause::provider_rejected, Room::denied, true},
    {PinOutcome::provider_fault, Cause::provider_fault, Room::opens, true},
    {PinOutcome::not_reached, Cause::not_reached, Room::opens, true},
    {PinOutcome::no_answer, Cause::no_answer, Room::opens, false},
    {PinOutcome::not_resolved, Cause::not_resolved, Room::denied, true},
    {PinOutcome::not_trusted, Cause::not_trusted, Room::denied, true},
    {PinOutcome::not_understood, Cause::not_understood, Room::denied, false},
    {PinOutcome::helper_unusable, Cause::helper_unusable, Room::denied, false},
    {PinOutcome::helper_failed, Cause::helper_failed, Room::denied, false},
};

void check_check(const CheckRow& row, bool fail_open, bool remote) {
    LoginFixture login;
    login.pins.instead = {PinOutcome{}, row.outcome};
    if (fail_open) login.policy.when_unreachable = WhenUnreachable::allow;
    login.request.from_another_machine = remote;
    const Verdict verdict = login.run({"123456", "123456"});
    assert_true(verdict.send_tried);
    assert_int_equal(login.limits.failures, row.failure_given_back ? 0 : 1);
    if (fail_open && remote && row.with_fail_open == Room::opens) {
        assert_same(verdict.cause, Cause::unreachable_allowed);
        return;
    }
    assert_same(verdict.ruling, Ruling::denied);
    assert_text(word(verdict.cause), word(row.cause));
    assert_int_equal(login.conversation.prompts, 1);
}

TEST(a_check_that_fails_is_denied_with_its_cause) {
    for (const CheckRow& row : at_check)
        for (const bool fail_open : {false, true})
            for (const bool remote : {false, true}) check_check(row, fail_open, remote);
}

// A connection that was used before proves nothing, whatever the settings say of an outage.
TEST(a_check_that_fails_on_a_kept_connection_is_asked_again) {
    const std::pair<PinOutcome, int> lost[] = {{PinOutcome::no_answer, 0},
                                               {PinOutcome::provider_fault, 503},
                                               {PinOutcome::provider_rejected, 408}};
    for (const auto& [outcome, status] : lost)
        for (const bool fail_open : {false, true}) {
            LoginFixture login;
            login.pins.over_kept_connection = true;
            login.pins.http_status = status;
            login.pins.instead = {PinOutcome{}, outcome};
            if (fail_open) login.policy.when_unreachable = WhenUnreachable::allow;
            login.request.from_another_machine = true;
            assert_same(login.run({"123456", "123456"}).cause, Cause::code_accepted);
            assert_int_equal(login.messages(), 1);
            assert_contains(login.conversation.transcript(),
                            "The code could not be checked. Type it again, 2 tries left.");
        }
}

TEST(guesses_that_are_lost_on_kept_connections_end_with_the_tries) {
    LoginFixture login;
    login.pins.over_kept_connection = true;
    login.pins.instead = {PinOutcome{}, PinOutcome::no_answer, PinOutcome::no_answer,
                          PinOutcome::no_answer};
    login.policy.when_unreachable = WhenUnreachable::allow;
    login.request.from_another_machine = true;
    assert_same(login.run({"000000", "000001", "000002", "000003"}).cause, Cause::tries_used_up);
    assert_int_equal(login.limits.failures, 3);
}

TEST(a_new_code_that_is_lost_on_a_kept_connection_is_asked_for_again) {
    LoginFixture login;
    login.pins.over_kept_connection = true;
    login.pins.instead = {PinOutcome{}, PinOutcome::expired, PinOutcome::no_answer};
    login.policy.when_unreachable = WhenUnreachable::allow;
    login.request.from_another_machine = true;
    assert_same(login.run({"r", "r", "123456"}).cause, Cause::code_accepted);
    assert_contains(login.conversation.transcript(),
                    "The new code could not be sent. Type r to try again.");
}

// Not before every exchange of the machine has failed for so long; it is said how long to wait.
TEST(a_young_outage_lets_nobody_in) {
    for (const auto& [lasts, sentence] :
         {std::pair(std::chrono::seconds(0), "Try again in 60 seconds."),
          {std::chrono::seconds(20), "Try again in 40 seconds."},
          {std::chrono::seconds(59), "Try again in 1 second."},
          {std::chrono::seconds(60), ""}})
        for (const PinOutcome outcome :
             {PinOutcome::not_reached, PinOutcome::no_answer, PinOutcome::provider_fault}) {
            LoginFixture login;
            login.pins.instead = {outcome};
            login.pins.unreached_for = lasts;
            login.policy.when_unreachable = WhenUnreachable::allow;
            login.request.from_another_machine = true;
            const bool young = *sentence != '\0';
            assert_same(login.run({""}).ruling, young ? Ruling::denied : Ruling::granted);
            if (young) assert_contains(login.conversation.transcript(), sentence);
        }
}

// It would not be let in later either.
TEST(nobody_else_is_told_to_wait_for_an_outage) {
    for (const bool fail_open : {false, true}) {
        LoginFixture login;
        login.pins.instead = {PinOutcome::not_reached};
        login.pins.unreached_for = std::chrono::seconds(20);
        if (fail_open) login.policy.when_unreachable = WhenUnreachable::allow;
        login.request.from_another_machine = !fail_open;
        assert_same(login.run({""}).ruling, Ruling::denied);
        assert_contains(login.conversation.transcript(), "Try again later.");
    }
}

TEST(the_last_new_code_lost_on_a_kept_connection_is_denied) {
    LoginFixture login;
    login.pins.over_kept_connection = true;
    login.pins.instead = {PinOutcome{}, PinOutcome::expired, PinOutcome::no_answer};
    login.policy.resends = 1;
    login.policy.when_unreachable = WhenUnreachable::allow;
    login.request.from_another_machine = true;
    const Verdict verdict = login.run({"r"});
    assert_same(verdict.ruling, Ruling::denied);
    assert_same(verdict.cause, Cause::no_answer);
}

TEST(a_send_without_a_pin_id_is_not_understood) {
    struct NamelessPins final : PinService {
        PinReply send(const PhoneNumber&) override {
            PinReply reply;
            reply.outcome = PinOutcome::sent;
            return reply;
        }
        PinReply resend(const Secret&) override { return {}; }
        PinReply verify(const Secret&, const Secret&) override { return {}; }
    } pins;
    LoginFixture login;
    Verdict verdict;
    login.conversation.answers.push_back({""});
    authenticate(login.request, login.policy,
                 {login.accounts, login.directory, pins, login.limits, login.recovery,
                  login.conversation, login.audit, login.clock},
                 verdict);
    assert_same(verdict.cause, Cause::not_understood);
    assert_same(verdict.ruling, Ruling::denied);
}

TEST(out_of_memory_during_the_send_keeps_that_a_send_was_tried) {
    struct HungryPins final : PinService {
        PinReply send(const PhoneNumber&) override { throw std::bad_alloc(); }
        PinReply resend(const Secret&) override { return {}; }
        PinReply verify(const Secret&, const Secret&) override { return {}; }
    } pins;
    LoginFixture login;
    Verdict verdict;
    bool thrown = false;
    try {
        authenticate(login.request, login.policy,
                     {login.accounts, login.directory, pins, login.limits, login.recovery,
                      login.conversation, login.audit, login.clock},
                     verdict);
    } catch (const std::bad_alloc&) {
        thrown = true;
    }
    assert_true(thrown);
    assert_true(verdict.send_tried);
    assert_same(verdict.ruling, Ruling::denied);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("outcomes");
}
