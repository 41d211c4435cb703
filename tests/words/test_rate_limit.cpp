// SPDX-License-Identifier: MIT
// RateLimit: sliding windows, at their edges and against a slow reference.
#include "infobip_otp/rate_limit.hpp"

#include <algorithm>
#include <random>

#include "cmocka.hpp"

using namespace infobip_otp;
using std::chrono::seconds;

namespace {

WallTime at(long long second) {
    return WallTime(seconds(second));
}

long long wait(const RateLimits& limits, const std::vector<WallTime>& times, long long now) {
    return wait_for(limits, times, at(now)).count();
}

TEST(the_fourth_within_a_minute_waits_for_the_first_to_be_a_minute_old) {
    const RateLimits limits{{3, seconds(60)}};
    const std::vector<WallTime> times{at(0), at(10), at(20)};
    assert_int_equal(wait(limits, times, 20), 40);
    assert_int_equal(wait(limits, times, 59), 1);
    assert_int_equal(wait(limits, times, 60), 0);
    assert_int_equal(wait(limits, {at(0), at(10)}, 20), 0);
}

TEST(several_limits_wait_for_the_slowest) {
    const RateLimits limits{{2, seconds(10)}, {3, seconds(100)}};
    assert_int_equal(wait(limits, {at(0), at(50), at(51)}, 52), 48);
    assert_int_equal(wait(limits, {at(50), at(51)}, 52), 8);
}

TEST(more_than_the_limit_waits_until_one_fits_again) {
    // A limit that was lowered: of five entries in a window of two, four must leave.
    assert_int_equal(wait({{2, seconds(10)}}, {at(1), at(2), at(3), at(4), at(5)}, 5), 9);
}

TEST(an_entry_from_the_future_counts_as_now) {
    assert_int_equal(wait({{1, seconds(60)}}, {at(1'000'000)}, 100), 60);
    assert_int_equal(wait({{2, seconds(60)}}, {at(1'000'000), at(90)}, 100), 50);
}

TEST(the_order_of_the_entries_is_of_no_account) {
    assert_int_equal(wait({{3, seconds(60)}}, {at(20), at(0), at(10)}, 20), 40);
}

TEST(no_limit_never_waits_and_none_allowed_waits_for_ever) {
    assert_int_equal(wait({}, {at(1), at(1)}, 1), 0);
    assert_true(wait_for(RateLimits{{0, seconds(60)}}, {}, at(1)) == seconds::max());
}

TEST(a_window_of_no_length_never_waits) {
    assert_int_equal(wait({{1, seconds(0)}}, {at(5)}, 5), 0);
    assert_int_equal(wait({{1, seconds(0)}}, {at(9)}, 5), 0);
}

// The definition, second by second: with the new entry, no stretch of `window` that ends at it
// holds more than `count`.
bool allowed(const RateLimits& limits, const std::vector<WallTime>& times, WallTime seen,
             WallTime then) {
    return std::all_of(limits.begin(), limits.end(), [&](const RateLimit& limit) {
        const auto inside = std::count_if(times.begin(), times.end(), [&](WallTime time) {
            return std::min(time, seen) > then - limit.window;
        });
        return inside < static_cast<long>(limit.count);
    });
}

TEST(it_agrees_with_a_slow_reference) {
    std::mt19937 random(20261122);
    const auto draw = [&](int low, int high) {
        return std::uniform_int_distribution<int>(low, high)(random);
    };
    int waited = 0;
    for (int round = 0; round < 20'000; ++round) {
        RateLimits limits;
        for (int i = draw(1, 3); i > 0; --i)
            limits.push_back({static_cast<unsigned>(draw(1, 5)), seconds(draw(1, 40))});
        std::vector<WallTime> times;
        for (int i = draw(0, 12); i > 0; --i) times.push_back(at(draw(0, 70)));
        const WallTime now = at(draw(20, 60));
        seconds expected{0};
        while (!allowed(limits, times, now, now + expected)) ++expected;
        const seconds seen = wait_for(limits, times, now);
        if (seen != expected)
            fail_msg("round %d: %lld s, the reference says %lld s", round,
                     static_cast<long long>(seen.count()),
                     static_cast<long long>(expected.count()));
        if (seen.count() > 0) ++waited;
    }
    // Both kinds of answers were tried.
    assert_in_range(waited, 5'000, 19'000);
}

TEST(who_obeys_the_wait_never_passes_a_limit) {
    const RateLimits limits{{5, seconds(60)}, {10, seconds(300)}};
    std::vector<WallTime> times;
    for (WallTime now = at(0); now < at(3000); now += seconds(7))
        if (wait_for(limits, times, now).count() == 0) times.push_back(now);
    for (const RateLimit& limit : limits) {
        std::size_t most = 0;
        for (std::size_t i = 0; i < times.size(); ++i) {
            const auto inside =
                std::count_if(times.begin(), times.begin() + static_cast<long>(i) + 1,
                              [&](WallTime time) { return time > times[i] - limit.window; });
            most = std::max(most, static_cast<std::size_t>(inside));
        }
        assert_int_equal(most, limit.count);
    }
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("rate_limit");
}
