// SPDX-License-Identifier: MIT
// AccountLimits: the rules of an account, and against a slow reference.
#include "limits/account_limits.hpp"

#include <algorithm>
#include <random>

#include "cmocka.hpp"

using namespace infobip_otp;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

const WallTime noon{seconds(1'790'000'000)};

LimitSettings standard_limits() {
    return {.unanswered_per_user = {{5, hours(1)}, {10, hours(24)}},
            .sends_per_user = {{20, hours(1)}, {60, hours(24)}},
            .sends_per_host = {},
            .failures_per_user = {{10, hours(1)}},
            .resend_wait = seconds(20)};
}

void assert_refused(const Allowance& allowance, Limit limit, seconds wait) {
    assert_same(allowance.refused_by, limit);
    assert_int_equal(allowance.wait.count(), wait.count());
}

TEST(five_unanswered_sends_within_an_hour_are_the_last) {
    AccountRecord record;
    const LimitSettings limits = standard_limits();
    for (int i = 0; i < 5; ++i) {
        assert_true(may_send(record, limits, noon + seconds(60 * i)).granted());
        add_send(record, noon + seconds(60 * i));
    }
    assert_refused(may_send(record, limits, noon + seconds(240)), Limit::unanswered_per_user,
                   seconds(3360));
    assert_refused(may_send(record, limits, noon + seconds(3599)), Limit::unanswered_per_user,
                   seconds(1));
    assert_true(may_send(record, limits, noon + seconds(3600)).granted());
}

TEST(a_success_forgets_unanswered_sends_failures_and_the_resend_wait) {
    AccountRecord record;
    const LimitSettings limits = standard_limits();
    for (int i = 0; i < 5; ++i) add_send(record, noon);
    for (int i = 0; i < 10; ++i) add_failure(record, noon);
    add_success(record, noon);
    assert_true(may_send(record, limits, noon).granted());
    assert_true(may_fail(record, limits, noon).granted());
    assert_int_equal(record.sends.size(), 5);
}

TEST(all_sends_count_also_those_that_were_answered) {
    AccountRecord record;
    const LimitSettings limits = standard_limits();
    for (int i = 0; i < 20; ++i) {
        assert_true(may_send(record, limits, noon).granted());
        add_send(record, noon);
        add_success(record, noon);
    }
    assert_refused(may_send(record, limits, noon), Limit::sends_per_user, hours(1));
}

TEST(a_second_send_waits_for_resend_wait) {
    AccountRecord record;
    const LimitSettings limits = standard_limits();
    add_send(record, noon);
    assert_refused(may_send(record, limits, noon + seconds(19)), Limit::resend_wait, seconds(1));
    assert_true(may_send(record, limits, noon + seconds(20)).granted());
}

TEST(a_resend_wait_of_part_of_a_second_waits_a_whole_one) {
    AccountRecord record;
    LimitSettings limits = standard_limits();
    limits.resend_wait = std::chrono::milliseconds(1500);
    add_send(record, noon);
    assert_refused(may_send(record, limits, noon), Limit::resend_wait, seconds(2));
}

TEST(the_longest_wait_is_the_one_that_is_told) {
    AccountRecord record;
    const LimitSettings limits = standard_limits();
    for (int i = 0; i < 5; ++i) add_send(record, noon);
    for (int i = 0; i < 10; ++i) add_failure(record, noon + seconds(5));
    assert_refused(may_send(record, limits, noon + seconds(5)), Limit::failures_per_user, hours(1));
}

TEST(ten_failures_refuse_the_eleventh_and_every_send) {
    AccountRecord record;
    const LimitSettings limits = standard_limits();
    for (int i = 0; i < 10; ++i) {
        assert_true(may_fail(record, limits, noon).granted());
        add_failure(record, noon);
    }
    assert_refused(may_fail(record, limits, noon), Limit::failures_per_user, hours(1));
    assert_refused(may_send(record, limits, noon), Limit::failures_per_user, hours(1));
    assert_true(may_fail(record, limits, noon + hours(1)).granted());
}

TEST(a_new_pin_never_resets_failures) {
    AccountRecord record;
    const LimitSettings limits = standard_limits();
    for (int i = 0; i < 9; ++i) add_failure(record, noon);
    add_send(record, noon);
    add_send(record, noon + seconds(30));
    add_failure(record, noon + seconds(31));
    assert_false(may_fail(record, limits, noon + seconds(32)).granted());
}

TEST(what_is_taken_back_was_never_spent) {
    AccountRecord record;
    add_send(record, noon);
    add_failure(record, noon);
    const auto times = std::pair(record.sends, record.failures);
    add_send(record, noon + seconds(30));
    add_failure(record, noon + seconds(31));
    take_back_send(record, noon + seconds(30));
    take_back_failure(record, noon + seconds(31));
    assert_true(record.sends == times.first && record.unanswered == times.first);
    assert_true(record.failures == times.second);
    assert_int_equal(record.days.at(0).messages, 1);
    assert_int_equal(record.days.at(0).not_sent, 1);
    assert_int_equal(record.days.at(0).wrong, 1);
}

TEST(taking_back_leaves_the_sends_of_other_logins) {
    AccountRecord record;
    add_send(record, noon);
    add_success(record, noon + seconds(1));
    add_send(record, noon + seconds(2));
    take_back_send(record, noon);
    assert_true(record.sends == std::vector{noon + seconds(2)});
    assert_true(record.unanswered == std::vector{noon + seconds(2)});
    take_back_failure(record, noon);
    assert_true(record.failures.empty());
}

TEST(times_from_the_future_become_now_for_good) {
    AccountRecord record;
    const LimitSettings limits = standard_limits();
    const WallTime next_year = noon + hours(24 * 365);
    for (int i = 0; i < 5; ++i) add_send(record, next_year);
    settle(record, noon);
    assert_refused(may_send(record, limits, noon), Limit::unanswered_per_user, hours(1));
    settle(record, noon + hours(1));
    assert_true(may_send(record, limits, noon + hours(1)).granted());
}

TEST(times_from_the_future_keep_their_distances) {
    AccountRecord record;
    const LimitSettings limits = standard_limits();
    for (int i = 0; i < 100; ++i) {
        add_send(record, noon + hours(2 * i));
        add_success(record, noon + hours(2 * i));
    }
    settle(record, noon - hours(24));
    assert_true(record.sends.back() == noon - hours(24));
    assert_true(record.sends.front() == noon - hours(24) - hours(198));
    assert_true(may_send(record, limits, noon - hours(24)).granted());
}

TEST(times_from_the_future_never_come_before_what_was_entered_earlier) {
    AccountRecord record;
    add_send(record, noon - seconds(30));
    add_send(record, noon + seconds(10));
    add_send(record, noon + hours(1));
    settle(record, noon);
    assert_true(record.sends == std::vector({noon - seconds(30), noon - seconds(30), noon}));
}

TEST(a_record_keeps_the_newest_times_and_never_more_than_it_has_room_for) {
    AccountRecord record;
    for (unsigned i = 0; i < most_counted + 20; ++i) add_failure(record, noon + seconds(i));
    assert_int_equal(record.failures.size(), most_counted);
    assert_true(record.failures.front() == noon + seconds(20));
    assert_true(record.failures.back() == noon + seconds(most_counted + 19));
}

TEST(thirty_one_days_are_counted_and_the_oldest_goes) {
    AccountRecord record;
    for (unsigned i = 0; i < days_kept + 3; ++i) add_send(record, noon + hours(24) * i);
    assert_int_equal(record.days.size(), days_kept);
    assert_int_equal(record.days.front().day, 1'790'000'000 / 86'400 + 3);
    add_refusal(record, Limit::resend_wait, noon + hours(24) * (days_kept + 2));
    assert_int_equal(record.days.back().refused[static_cast<int>(Limit::resend_wait) - 1], 1);
}

TEST(a_count_of_a_day_stops_at_its_highest_value) {
    AccountRecord record;
    for (int i = 0; i < 65'540; ++i) add_refusal(record, Limit::sends_per_host, noon);
    assert_int_equal(record.days.at(0).refused[static_cast<int>(Limit::sends_per_host) - 1],
                     65'535);
}

TEST(in_place_of_an_unreadable_record_the_account_is_at_its_limits_for_the_shortest_window) {
    const LimitSettings limits = standard_limits();
    const AccountRecord record = at_its_limits(limits, noon);
    assert_int_equal(record.sends.size(), 20);
    assert_int_equal(record.unanswered.size(), 5);
    assert_int_equal(record.failures.size(), 10);
    for (const seconds then : {seconds(0), seconds(3599)}) {
        assert_false(may_send(record, limits, noon + then).granted());
        assert_false(may_fail(record, limits, noon + then).granted());
    }
    assert_true(may_send(record, limits, noon + hours(1)).granted());
    assert_true(may_fail(record, limits, noon + hours(1)).granted());
}

TEST(a_limit_that_cannot_be_counted_is_named) {
    LimitSettings limits = standard_limits();
    assert_false(beyond_counting(limits).has_value());
    limits.failures_per_user = {{most_counted, hours(1)}};
    assert_false(beyond_counting(limits).has_value());
    limits.sends_per_user = {{5, hours(1)}, {most_counted + 1, hours(24)}};
    assert_text(beyond_counting(limits).value(), "sends_per_user");
}

// The rules once more, without any cleverness: every event of the account's life is kept.
struct SlowAccount {
    enum class Event { send, failure, success };
    std::vector<std::pair<Event, WallTime>> life;

    long inside(Event wanted, bool since_success, WallTime now, seconds window) const {
        long count = 0;
        for (const auto& [event, time] : life) {
            if (event == Event::success && since_success) count = 0;
            if (event == wanted && time > now - window) ++count;
        }
        return count;
    }
    bool allows(const RateLimits& limits, Event event, bool since_success, WallTime now) const {
        return std::all_of(limits.begin(), limits.end(), [&](const RateLimit& limit) {
            return inside(event, since_success, now, limit.window) < static_cast<long>(limit.count);
        });
    }
    bool may_fail(const LimitSettings& limits, WallTime now) const {
        return allows(limits.failures_per_user, Event::failure, true, now);
    }
    bool may_send(const LimitSettings& limits, WallTime now) const {
        const RateLimits pause{{1, std::chrono::ceil<seconds>(limits.resend_wait)}};
        return may_fail(limits, now) && allows(limits.sends_per_user, Event::send, false, now) &&
               allows(limits.unanswered_per_user, Event::send, true, now) &&
               allows(pause, Event::send, true, now);
    }
};

// One life of 300 events under random limits; returns how many were refused.
int live_and_compare(std::mt19937& random) {
    const auto draw = [&](int low, int high) {
        return std::uniform_int_distribution<int>(low, high)(random);
    };
    const auto some = [&] {
        RateLimits limits;
        for (int i = draw(0, 2); i > 0; --i)
            limits.push_back({static_cast<unsigned>(draw(1, 8)), seconds(draw(1, 120))});
        return limits;
    };
    const LimitSettings limits{some(), some(), {}, some(), seconds(draw(0, 5))};
    AccountRecord record;
    SlowAccount slow;
    WallTime now = noon;
    int refused = 0;
    for (int i = 0; i < 300; ++i) {
        now += seconds(draw(0, 6));
        record = decode(encode(record));  // as each login finds it
        settle(record, now);
        const int what = draw(0, 9);
        const bool sending = what < 5;
        if (what == 9) {
            add_success(record, now);
            slow.life.emplace_back(SlowAccount::Event::success, now);
            continue;
        }
        const Allowance own =
            sending ? may_send(record, limits, now) : may_fail(record, limits, now);
        const bool expected = sending ? slow.may_send(limits, now) : slow.may_fail(limits, now);
        if (own.granted() != expected) fail_msg("event %d: granted %d", i, own.granted());
        if (!own.granted()) {
            // The wait is exact: granted at its end, refused one second before.
            const auto end = now + own.wait;
            assert_true(sending ? slow.may_send(limits, end) : slow.may_fail(limits, end));
            const auto before = end - seconds(1);
            assert_false(sending ? slow.may_send(limits, before) : slow.may_fail(limits, before));
            ++refused;
            continue;
        }
        sending ? add_send(record, now) : add_failure(record, now);
        slow.life.emplace_back(sending ? SlowAccount::Event::send : SlowAccount::Event::failure,
                               now);
    }
    return refused;
}

TEST(lives_of_accounts_agree_with_a_slow_reference) {
    std::mt19937 random(20261122);
    int refused = 0;
    for (int round = 0; round < 100; ++round) refused += live_and_compare(random);
    assert_in_range(refused, 3'000, 27'000);
}

// One life of 300 events under a clock that is set back now and then, by seconds or by days;
// returns how often it was. Whatever is granted is granted by the true time too, and nobody waits
// longer than a window.
int live_with_a_clock_set_back(std::mt19937& random) {
    const auto draw = [&](int low, int high) {
        return std::uniform_int_distribution<int>(low, high)(random);
    };
    const RateLimits counted{{static_cast<unsigned>(draw(1, 8)), seconds(draw(1, 120))},
                             {static_cast<unsigned>(draw(8, 16)), seconds(draw(120, 240))}};
    const LimitSettings limits{counted, counted, {}, counted, seconds(0)};
    AccountRecord record;
    SlowAccount slow;
    WallTime now = noon;
    seconds behind(0);
    int set_back = 0;
    for (int i = 0; i < 300; ++i) {
        now += seconds(draw(0, 20));
        if (draw(0, 19) == 0) {
            behind += seconds(draw(1, draw(0, 1) == 0 ? 60 : 200'000));
            ++set_back;
        }
        record = decode(encode(record));
        settle(record, now - behind);
        const bool sending = draw(0, 1) == 0;
        const Allowance own = sending ? may_send(record, limits, now - behind)
                                      : may_fail(record, limits, now - behind);
        if (own.wait > seconds(240)) fail_msg("event %d waits %d", i, int(own.wait.count()));
        if (!own.granted()) continue;
        if (!(sending ? slow.may_send(limits, now) : slow.may_fail(limits, now)))
            fail_msg("event %d is granted", i);
        sending ? add_send(record, now - behind) : add_failure(record, now - behind);
        slow.life.emplace_back(sending ? SlowAccount::Event::send : SlowAccount::Event::failure,
                               now);
    }
    return set_back;
}

TEST(a_clock_that_is_set_back_never_lets_more_through) {
    std::mt19937 random(20261128);
    int set_back = 0;
    for (int round = 0; round < 100; ++round) set_back += live_with_a_clock_set_back(random);
    assert_in_range(set_back, 1'000, 2'000);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("account_limits");
}
