// SPDX-License-Identifier: MIT
// FileLimitStore: what is counted stays counted, across logins and clocks.
#include "limits/file_limit_store.hpp"

#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>

#include "base/system_clock.hpp"
#include "children.hpp"
#include "limits/limit_fixture.hpp"

using namespace infobip_otp;
using infobip_otp::testing::LimitFixture;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

TEST(the_sixth_send_without_an_answer_is_refused_in_another_login_too) {
    LimitFixture fixture;
    fixture.send(5);
    const auto sixth = fixture.store().spend_send("alice", {});
    assert_same(sixth->refused_by, Limit::unanswered_per_user);
    assert_int_equal(sixth->wait.count(), 3600);
    fixture.send(1, "bob");
}

TEST(waiting_as_long_as_told_is_enough_and_one_second_less_is_not) {
    LimitFixture fixture;
    fixture.send(5);
    fixture.clock.advance(seconds(3599));
    assert_same(fixture.refusal(), Limit::unanswered_per_user);
    fixture.clock.advance(seconds(1));
    fixture.send(1);
}

TEST(after_a_success_the_next_send_need_not_wait) {
    LimitFixture fixture;
    fixture.limits.resend_wait = seconds(20);
    fixture.send(1);
    assert_same(fixture.refusal(), Limit::resend_wait);
    auto store = fixture.store();
    assert_true(store.succeed("alice", RightCode::sent, {}).has_value());
    fixture.send(1);
}

TEST(a_refused_send_does_not_count_as_a_send) {
    LimitFixture fixture;
    fixture.send(5);
    for (int i = 0; i < 3; ++i) assert_same(fixture.refusal(), Limit::unanswered_per_user);
    assert_int_equal(fixture.record().sends.size(), 5);
    assert_int_equal(fixture.record().days.at(0).refused[0], 3);
}

TEST(a_send_that_reached_nobody_is_given_back_once) {
    LimitFixture fixture;
    fixture.send(4);
    auto store = fixture.store();
    assert_true(store.spend_send("alice", {})->granted());
    assert_true(store.give_back_send("alice").has_value());
    assert_true(store.give_back_send("alice").has_value());
    assert_int_equal(fixture.record().sends.size(), 4);
    assert_int_equal(fixture.record().days.at(0).messages, 4);
    assert_int_equal(fixture.record().days.at(0).not_sent, 1);
}

TEST(a_store_gives_back_only_what_it_spent_itself) {
    LimitFixture fixture;
    fixture.send(2);
    assert_true(fixture.store().give_back_send("alice").has_value());
    assert_true(fixture.store().give_back_failure("alice").has_value());
    assert_int_equal(fixture.record().sends.size(), 2);
}

TEST(a_refused_send_leaves_nothing_to_give_back) {
    LimitFixture fixture;
    fixture.send(4);
    auto store = fixture.store();
    assert_true(store.spend_send("alice", {})->granted());
    assert_false(store.spend_send("alice", {})->granted());
    assert_true(store.give_back_send("alice").has_value());
    assert_int_equal(fixture.record().sends.size(), 5);
}

TEST(what_a_message_needs_is_prepared_when_it_is_granted_and_written) {
    LimitFixture fixture;
    fixture.send(3);
    std::vector<std::size_t> written;
    FileLimitStore store(fixture.state, fixture.limits, fixture.clock, fixture.audit, [&] {
        written.push_back(fixture.record().sends.size());
        // Another login, which would wait for the lock in vain.
        assert_true(fixture.store().spend_failure("alice", {}).has_value());
    });
    for (int i = 0; i < 3; ++i) assert_true(store.spend_send("alice", {}).has_value());
    assert_true(store.spend_failure("alice", {}).has_value());
    assert_true(store.succeed("alice", RightCode::sent, {}).has_value());
    assert_true(written == std::vector<std::size_t>({4, 5}));  // the sixth is refused
}

TEST(failures_count_across_pins_and_refuse_the_next_send) {
    LimitFixture fixture;
    for (int i = 0; i < 10; ++i) {
        if (i % 3 == 0) fixture.send(1);
        assert_true(fixture.store().spend_failure("alice", {})->granted());
    }
    const auto eleventh = fixture.store().spend_failure("alice", {});
    assert_same(eleventh->refused_by, Limit::failures_per_user);
    assert_int_equal(eleventh->wait.count(), 3600);
    assert_same(fixture.refusal(), Limit::failures_per_user);
}

TEST(a_code_that_was_neither_right_nor_wrong_is_no_failure) {
    LimitFixture fixture;
    auto store = fixture.store();
    assert_true(store.spend_failure("alice", {})->granted());
    assert_true(store.spend_failure("alice", {})->granted());
    assert_true(store.give_back_failure("alice").has_value());
    assert_int_equal(fixture.record().failures.size(), 1);
}

TEST(the_right_code_forgets_the_failures_and_was_none_itself) {
    LimitFixture fixture;
    fixture.send(1);
    auto store = fixture.store();
    assert_true(store.spend_failure("alice", {})->granted());
    assert_true(store.spend_failure("alice", {})->granted());
    assert_true(store.succeed("alice", RightCode::sent, {}).has_value());
    const AccountRecord record = fixture.record();
    assert_true(record.failures.empty() && record.unanswered.empty());
    assert_int_equal(record.sends.size(), 1);
    assert_int_equal(record.days.at(0).wrong, 1);
    assert_int_equal(record.days.at(0).right, 1);
}

TEST(a_recovery_code_after_a_wrong_code_leaves_it_in_the_count_of_the_day) {
    LimitFixture fixture;
    fixture.send(1);
    auto store = fixture.store();
    assert_true(store.spend_failure("alice", {})->granted());
    assert_true(store.succeed("alice", RightCode::recovery, {}).has_value());
    const AccountRecord record = fixture.record();
    assert_true(record.failures.empty() && record.unanswered.empty());
    assert_int_equal(record.days.at(0).wrong, 1);
    assert_int_equal(record.days.at(0).right, 1);
}

TEST(a_success_of_an_account_without_a_record_leaves_none) {
    LimitFixture fixture;
    assert_true(fixture.store().succeed("alice", RightCode::sent, {}).has_value());
    assert_false(fixture.store().look("alice")->has_value());
}

TEST(after_a_clock_that_was_a_year_ahead_nobody_waits_longer_than_a_window) {
    LimitFixture fixture;
    const WallTime today = fixture.clock.wall();
    fixture.clock.set_wall(today + hours(24 * 365));
    fixture.send(5);
    fixture.clock.set_wall(today);
    const auto refused = fixture.store().spend_send("alice", {});
    assert_same(refused->refused_by, Limit::unanswered_per_user);
    assert_int_equal(refused->wait.count(), 3600);
    fixture.clock.advance(hours(1));
    fixture.send(1);
}

TEST(a_clock_that_is_a_year_behind_sets_nobody_free) {
    LimitFixture fixture;
    fixture.send(5);
    fixture.clock.set_wall(fixture.clock.wall() - hours(24 * 365));
    assert_same(fixture.refusal(), Limit::unanswered_per_user);
    fixture.clock.set_wall(WallTime(seconds(0)));
    assert_same(fixture.refusal(), Limit::unanswered_per_user);
}

TEST(a_clock_set_back_by_a_week_does_not_make_a_week_one_day) {
    LimitFixture fixture;
    for (int i = 0; i < 100; ++i) {
        fixture.send(1);
        assert_true(fixture.store().succeed("alice", RightCode::sent, {}).has_value());
        fixture.clock.advance(hours(2));
    }
    fixture.clock.set_wall(fixture.clock.wall() - hours(24 * 9));
    fixture.send(1);
}

TEST(a_limit_beyond_the_room_of_a_record_is_refused_by_name) {
    LimitFixture fixture;
    fixture.limits.sends_per_user = {{most_counted + 1, hours(1)}};
    assert_contains(fixture.error(), "sends_per_user can count to 100 at most");
}

TEST(an_administrator_resets_what_counts_and_keeps_the_days) {
    LimitFixture fixture;
    fixture.send(5);
    assert_true(fixture.store().spend_failure("alice", {})->granted());
    assert_true(fixture.store().reset("alice").has_value());
    const AccountRecord record = fixture.record();
    assert_true(record.sends.empty() && record.unanswered.empty() && record.failures.empty());
    assert_int_equal(record.days.at(0).messages, 5);
    fixture.send(5);
    assert_true(fixture.store().reset("nobody").has_value());
    assert_false(fixture.store().look("nobody")->has_value());
}

TEST(every_account_with_a_record_is_listed) {
    LimitFixture fixture;
    for (const char* account : {"bob", "alice", "../x"}) fixture.send(1, account);
    auto accounts = fixture.store().accounts().value();
    std::sort(accounts.begin(), accounts.end());
    assert_true(accounts == std::vector<std::string>({"../x", "alice", "bob"}));
}

// February 2106, where 32 bits end, and a year in which they have ended twice.
TEST(limits_count_in_every_year) {
    for (const long long second : {4'294'967'290LL, 4'294'967'300LL, 9'000'000'000LL}) {
        LimitFixture fixture;
        fixture.clock.set_wall(WallTime(seconds(second)));
        for (int sent = 0; sent < 5; ++sent) {
            fixture.send(1);
            fixture.clock.advance(seconds(3));
        }
        assert_same(fixture.refusal(), Limit::unanswered_per_user);
        fixture.clock.advance(seconds(3600 - 15 - 1));
        assert_same(fixture.refusal(), Limit::unanswered_per_user);
        fixture.clock.advance(seconds(1));
        fixture.send(1);
        for (int typed = 0; typed < 10; ++typed)
            assert_true(fixture.store().spend_failure("alice", {})->granted());
        assert_same(fixture.store().spend_failure("alice", {})->refused_by,
                    Limit::failures_per_user);
    }
}

TEST(what_is_granted_is_announced_before_it_is_counted_and_nothing_else_is) {
    LimitFixture fixture;
    fixture.limits.unanswered_per_user = {{1, hours(1)}};
    fixture.limits.failures_per_user = {{1, hours(1)}};
    unsigned sends = 0;
    unsigned failures = 0;
    const auto spend_send = [&] {
        return fixture.store().spend_send("alice", [&] {
            const auto record = fixture.store().look("alice").value();
            assert_int_equal(record.value_or(AccountRecord{}).sends.size(), sends++);
        });
    };
    const auto spend_failure = [&] {
        return fixture.store().spend_failure(
            "alice", [&] { assert_int_equal(fixture.record().failures.size(), failures++); });
    };
    assert_true(spend_send()->granted());
    assert_false(spend_send()->granted());
    assert_true(spend_failure()->granted());
    assert_false(spend_failure()->granted());
    assert_int_equal(sends, 1);
    assert_int_equal(failures, 1);
}

// Somebody who has the password: `sends` logins, `wrong` codes.
void spend_as_somebody(LimitFixture& fixture, unsigned sends, unsigned wrong) {
    fixture.send(sends);
    for (unsigned i = 0; i < wrong; ++i)
        assert_true(fixture.store().spend_failure("alice", {})->granted());
}

Unseen seen_by_the_next_login(LimitFixture& fixture) {
    auto store = fixture.store();
    const Unseen unseen = store.spend_send("alice", {})->unseen;
    assert_true(store.give_back_send("alice").has_value());
    return unseen;
}

TEST(the_owner_learns_what_was_spent_until_the_right_code_and_no_longer) {
    LimitFixture fixture;
    fixture.limits.unanswered_per_user = {{100, hours(1)}};
    const WallTime begun = fixture.clock.wall();
    spend_as_somebody(fixture, 3, 2);
    fixture.clock.advance(seconds(60));
    spend_as_somebody(fixture, 1, 0);
    fixture.clock.advance(seconds(60));
    const Unseen expected{4, begun + seconds(60), 2, begun};
    assert_true(seen_by_the_next_login(fixture) == expected);

    auto owner = fixture.store();
    const Unseen told = owner.spend_send("alice", {})->unseen;
    assert_true(told == expected);
    // What the owner does in this login is no news.
    assert_true(owner.spend_failure("alice", {})->unseen == expected);
    assert_true(owner.spend_failure("alice", {})->unseen == expected);
    assert_true(owner.succeed("alice", RightCode::sent, told).has_value());
    assert_true(seen_by_the_next_login(fixture).is_nothing());
}

TEST(what_comes_while_the_owner_logs_in_is_told_the_next_time) {
    LimitFixture fixture;
    auto owner = fixture.store();
    const Unseen told = owner.spend_send("alice", {})->unseen;
    assert_true(told.is_nothing());
    spend_as_somebody(fixture, 2, 1);
    assert_true(owner.spend_failure("alice", {})->granted());
    assert_true(owner.succeed("alice", RightCode::sent, told).has_value());
    const Unseen unseen = seen_by_the_next_login(fixture);
    assert_int_equal(unseen.codes, 2);
    assert_int_equal(unseen.wrong, 1);
}

TEST(neither_a_recovery_code_nor_a_reset_nor_a_window_takes_the_news_away) {
    LimitFixture fixture;
    spend_as_somebody(fixture, 2, 1);
    auto paper = fixture.store();
    const Unseen told = paper.spend_send("alice", {})->unseen;
    assert_true(paper.succeed("alice", RightCode::recovery, told).has_value());
    assert_true(fixture.store().reset("alice").has_value());
    fixture.clock.advance(hours(24 * 400));
    const Unseen unseen = seen_by_the_next_login(fixture);
    assert_int_equal(unseen.codes, 3);
    assert_int_equal(unseen.wrong, 1);
}

TEST(what_is_taken_back_was_never_there) {
    LimitFixture fixture;
    auto store = fixture.store();
    assert_true(store.spend_send("alice", {})->granted());
    assert_true(store.spend_failure("alice", {})->granted());
    assert_true(store.give_back_failure("alice").has_value());
    assert_true(store.give_back_send("alice").has_value());
    assert_true(seen_by_the_next_login(fixture).is_nothing());
    assert_true(fixture.record().unseen == Unseen{});
}

// What has happened to alice before.
using History = std::function<void(FileLimitStore&)>;

History sends(unsigned count) {
    return [count](FileLimitStore& store) {
        for (unsigned i = 0; i < count; ++i) assert_true(store.spend_send("alice", {})->granted());
    };
}

History failures(unsigned count) {
    return [count](FileLimitStore& store) {
        sends(1)(store);
        for (unsigned i = 0; i < count; ++i)
            assert_true(store.spend_failure("alice", {})->granted());
    };
}

// Kills the call at each of its steps and looks at what is left: the old state or the new one, and
// the next login goes on.
void kill_everywhere(const History& before, const std::function<bool(FileLimitStore&)>& call,
                     const std::function<bool(const AccountRecord&)>& is_old,
                     const std::function<bool(const AccountRecord&)>& is_new) {
    SystemClock clock;
    unsigned n = 0;
    int olds = 0;
    int news = 0;
    for (bool finished = false; !finished; ++n) {
        LimitFixture fixture;
        FileLimitStore store(fixture.state, fixture.limits, clock, fixture.audit);
        before(store);
        finished =
            testing::kill_at(n, [&] { return call(store) ? 0 : 1; }) == testing::Step::finished;
        const auto seen = store.look("alice");
        if (!seen) fail_msg("stop %u: %s", n, seen.error().message.c_str());
        const AccountRecord record = seen->value_or(AccountRecord{});
        if (is_new(record))
            ++news;
        else if (is_old(record) && !finished)
            ++olds;
        else
            fail_msg("stop %u: neither old nor new", n);
        assert_true(store.spend_send("alice", {}).has_value());
        assert_true(fixture.audit.lines.empty());
    }
    assert_in_range(n, 20, 300);
    assert_true(olds > 0 && news > 0);
}

std::function<bool(const AccountRecord&)> has_sends(std::size_t count) {
    return [count](const AccountRecord& record) {
        return record.sends.size() == count && record.unanswered.size() == count;
    };
}

TEST(a_spend_killed_anywhere_is_counted_or_not_there) {
    const auto spend = [](FileLimitStore& store) {
        return store.spend_send("alice", {})->granted();
    };
    kill_everywhere(sends(2), spend, has_sends(2), has_sends(3));
}

TEST(a_first_spend_killed_anywhere_leaves_no_half_record) {
    const auto spend = [](FileLimitStore& store) {
        return store.spend_send("alice", {})->granted();
    };
    kill_everywhere(sends(0), spend, has_sends(0), has_sends(1));
}

TEST(a_success_killed_anywhere_has_forgotten_all_or_nothing) {
    const auto succeed = [](FileLimitStore& store) {
        return store.succeed("alice", RightCode::sent, {}).has_value();
    };
    const auto forgotten = [](const AccountRecord& record) {
        return record.sends.size() == 2 && record.unanswered.empty();
    };
    kill_everywhere(sends(2), succeed, has_sends(2), forgotten);
}

std::function<bool(const AccountRecord&)> has_failures(std::size_t count) {
    return [count](const AccountRecord& record) {
        const std::size_t wrong = record.days.empty() ? 0 : record.days.at(0).wrong;
        return record.failures.size() == count && wrong == count;
    };
}

bool spend_failure(FileLimitStore& store) {
    return store.spend_failure("alice", {})->granted();
}

TEST(a_failure_killed_anywhere_is_counted_or_not_there) {
    kill_everywhere(failures(2), spend_failure, has_failures(2), has_failures(3));
    kill_everywhere(sends(0), spend_failure, has_failures(0), has_failures(1));
}

TEST(a_failure_given_back_and_killed_anywhere_is_counted_or_given_back) {
    const auto give_back = [](FileLimitStore& store) {
        return store.give_back_failure("alice").has_value();
    };
    kill_everywhere(failures(2), give_back, has_failures(2), has_failures(1));
}

// Stops one login at each step of its spend, lets another spend meanwhile, and goes on.
void assert_one_of_two_is_granted(const LimitSettings& limits, const History& before,
                                  const std::function<Result<Allowance>(FileLimitStore&)>& call,
                                  const std::function<bool(const AccountRecord&)>& is_spent) {
    unsigned n = 0;
    for (bool finished = false; !finished; ++n) {
        LimitFixture fixture(limits);
        FileLimitStore earlier = fixture.store();
        before(earlier);
        const auto spend = [&] {
            FileLimitStore store = fixture.store();
            const auto allowance = call(store);
            return allowance && allowance->granted();
        };
        testing::SteppedChild first([&] { return spend() ? 0 : 1; });
        finished = first.advance(n) == testing::Step::finished;
        const bool second = spend();
        const bool won = (finished ? first.code() : first.finish()) == 0;
        if (won == second) fail_msg("stop %u: %s", n, won ? "both" : "none");
        assert_true(is_spent(fixture.record()));
    }
    assert_in_range(n, 20, 300);
}

TEST(wherever_one_login_is_another_cannot_spend_the_same_send) {
    const auto spend = [](FileLimitStore& store) { return store.spend_send("alice", {}); };
    for (const unsigned sent : {0U, 3U}) {
        LimitSettings limits = testing::standard_limits();
        limits.unanswered_per_user = {{sent + 1, hours(1)}};
        assert_one_of_two_is_granted(limits, sends(sent), spend, has_sends(sent + 1));
    }
}

TEST(wherever_one_login_is_another_cannot_have_the_same_last_wrong_code) {
    const auto spend = [](FileLimitStore& store) { return store.spend_failure("alice", {}); };
    LimitSettings limits = testing::standard_limits();
    limits.failures_per_user = {{3, hours(1)}};
    assert_one_of_two_is_granted(limits, failures(2), spend, has_failures(3));
    limits.failures_per_user = {{1, hours(1)}};
    assert_one_of_two_is_granted(limits, sends(0), spend, has_failures(1));
}

// The last of these system calls, with what it was asked to do its work on: "pwrite64 5".
struct Touching {
    std::vector<std::string> calls;
    [[nodiscard]] std::string last(std::string_view name) const {
        const auto found = std::find_if(calls.rbegin(), calls.rend(), [&](const std::string& call) {
            return call.starts_with(std::string(name) + " ");
        });
        return found == calls.rend() ? "" : found->substr(name.size() + 1);
    }
    [[nodiscard]] auto place_of(std::string_view name) const {
        return std::find(calls.begin(), calls.end(), std::string(name) + " " + last(name)) -
               calls.begin();
    }
};

Touching calls_of(const std::function<bool()>& action) {
    Touching seen;
    testing::SteppedChild child([&] { return action() ? 0 : 1; });
    while (child.advance(1) != testing::Step::finished) {
        const auto call = child.entered();
        if (!call) continue;
        const std::string on = " " + std::to_string(call->argument);
        if (call->number == SYS_pwrite64) seen.calls.push_back("pwrite" + on);
        if (call->number == SYS_fdatasync) seen.calls.push_back("fdatasync" + on);
        if (call->number == SYS_sync_file_range) seen.calls.push_back("sync_file_range" + on);
    }
    assert_int_equal(child.code(), 0);
    return seen;
}

TEST(a_message_is_on_the_disk_before_it_is_granted_and_a_failure_is_on_its_way) {
    LimitFixture fixture;
    fixture.send(1);
    const Touching sending =
        calls_of([&] { return fixture.store().spend_send("alice", {})->granted(); });
    assert_true(!sending.last("pwrite").empty());
    assert_text(sending.last("fdatasync"), sending.last("pwrite"));
    assert_true(sending.place_of("fdatasync") > sending.place_of("pwrite"));

    const Touching failing =
        calls_of([&] { return fixture.store().spend_failure("alice", {})->granted(); });
    assert_text(failing.last("sync_file_range"), failing.last("pwrite"));
    assert_text(failing.last("fdatasync"), "");
}

TEST(fifty_logins_stopped_with_the_lock_of_alice_do_not_delay_bob) {
    LimitFixture fixture;
    fixture.send(1);
    // The first is stopped with the lock, the others while they are about to ask for it.
    std::vector<pid_t> stopped;
    for (int i = 0; i < 50; ++i)
        stopped.push_back(testing::start_child([&] {
            auto folder = Folder::open_private(fixture.state);
            if (i > 0) raise(SIGSTOP);
            const auto held = LockedFile::open(*folder, testing::alice_file, fixture.clock);
            raise(SIGSTOP);
            return 0;
        }));
    for (const pid_t child : stopped) {
        int status = 0;
        assert_int_equal(waitpid(child, &status, WUNTRACED), child);
        assert_true(WIFSTOPPED(status));
    }
    fixture.clock.slept = std::chrono::milliseconds(0);
    fixture.send(1, "bob");
    assert_int_equal(fixture.clock.slept.count(), 0);
    assert_contains(fixture.error(), "held by another process");
    for (const pid_t child : stopped) {
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(testing::wait_for_child(child), -SIGKILL);
    }
    fixture.send(1);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("file_limit_store");
}
