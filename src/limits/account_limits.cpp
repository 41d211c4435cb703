// SPDX-License-Identifier: MIT
// AccountLimits.
#include "limits/account_limits.hpp"

#include <algorithm>
#include <limits>

namespace infobip_otp {
namespace {

using Times = std::vector<WallTime>;

// Longer waits win, so that the person is not told a wait after which another one begins.
void consider(Allowance& allowance, Limit limit, const RateLimits& limits, const Times& times,
              WallTime now) {
    const auto wait = wait_for(limits, times, now);
    if (wait > allowance.wait) allowance = {limit, wait};
}

RateLimits one_per(std::chrono::milliseconds pause) {
    return {{1, std::chrono::ceil<std::chrono::seconds>(pause)}};
}

// No limit counts more than most_counted, so the newest of them decide.
void append(Times& times, WallTime now) {
    if (times.size() == most_counted) times.erase(times.begin());
    times.push_back(now);
}

bool take_back(Times& times, WallTime time) {
    const auto found = std::find(times.rbegin(), times.rend(), time);
    if (found == times.rend()) return false;
    times.erase(std::next(found).base());
    return true;
}

void bring_back(Times& times, WallTime now) {
    const auto newest = std::max_element(times.begin(), times.end());
    if (newest == times.end() || *newest <= now) return;
    const auto ahead = *newest - now;
    WallTime earlier = WallTime::min();
    for (WallTime& time : times) {
        if (time > now) time = std::max(time - ahead, earlier);
        earlier = time;
    }
}

void count_up(std::uint16_t& count) {
    if (count < std::numeric_limits<std::uint16_t>::max()) ++count;
}

// In the order of first use: a clock that jumps makes a day of its own and nothing else.
DayCount& day_of(AccountRecord& record, WallTime time) {
    const auto days = std::chrono::floor<std::chrono::days>(time).time_since_epoch().count();
    const auto day = static_cast<std::uint32_t>(std::max<std::int64_t>(days, 0));
    for (DayCount& count : record.days)
        if (count.day == day) return count;
    if (record.days.size() == days_kept) record.days.erase(record.days.begin());
    DayCount& fresh = record.days.emplace_back();
    fresh.day = day;
    return fresh;
}

// A count that fits no more says the most it can.
void count_up(unsigned& count, WallTime& last, WallTime now) {
    if (count < std::numeric_limits<unsigned>::max()) ++count;
    last = now;
}

void count_down(unsigned& count, unsigned by, WallTime& last) {
    count -= std::min(count, by);
    if (count == 0) last = WallTime();
}

void fill(Times& times, const RateLimits& limits, WallTime now) {
    const auto shortest = std::min_element(
        limits.begin(), limits.end(),
        [](const RateLimit& a, const RateLimit& b) { return a.window < b.window; });
    if (shortest != limits.end()) times.assign(std::min(shortest->count, most_counted), now);
}

}  // namespace

Allowance may_send(const AccountRecord& record, const LimitSettings& limits, WallTime now) {
    Allowance allowance;
    consider(allowance, Limit::failures_per_user, limits.failures_per_user, record.failures, now);
    consider(allowance, Limit::unanswered_per_user, limits.unanswered_per_user, record.unanswered,
             now);
    consider(allowance, Limit::sends_per_user, limits.sends_per_user, record.sends, now);
    consider(allowance, Limit::resend_wait, one_per(limits.resend_wait), record.unanswered, now);
    return allowance;
}

Allowance may_fail(const AccountRecord& record, const LimitSettings& limits, WallTime now) {
    Allowance allowance;
    consider(allowance, Limit::failures_per_user, limits.failures_per_user, record.failures, now);
    return allowance;
}

void add_send(AccountRecord& record, WallTime now) {
    append(record.sends, now);
    append(record.unanswered, now);
    count_up(record.unseen.codes, record.unseen.last_code, now);
    count_up(day_of(record, now).messages);
}

void add_failure(AccountRecord& record, WallTime now) {
    append(record.failures, now);
    count_up(record.unseen.wrong, record.unseen.last_wrong, now);
    count_up(day_of(record, now).wrong);
}

void add_refusal(AccountRecord& record, Limit limit, WallTime now) {
    if (limit == Limit::none) return;
    count_up(day_of(record, now).refused[static_cast<std::size_t>(limit) - 1]);
}

void take_back_send(AccountRecord& record, WallTime time) {
    if (!take_back(record.sends, time)) return;
    take_back(record.unanswered, time);
    if (!record.unanswered.empty()) record.unseen.last_code = record.unanswered.back();
    count_down(record.unseen.codes, 1, record.unseen.last_code);
    DayCount& day = day_of(record, time);
    if (day.messages > 0) --day.messages;
    count_up(day.not_sent);
}

void take_back_failure(AccountRecord& record, WallTime time) {
    if (!take_back(record.failures, time)) return;
    if (!record.failures.empty()) record.unseen.last_wrong = record.failures.back();
    count_down(record.unseen.wrong, 1, record.unseen.last_wrong);
    DayCount& day = day_of(record, time);
    if (day.wrong > 0) --day.wrong;
}

void add_success(AccountRecord& record, WallTime now) {
    record.unanswered.clear();
    record.failures.clear();
    count_up(day_of(record, now).right);
}

Unseen without(Unseen all, const Unseen& part) {
    count_down(all.codes, part.codes, all.last_code);
    count_down(all.wrong, part.wrong, all.last_wrong);
    return all;
}

void settle(AccountRecord& record, WallTime now) {
    for (Times* times : {&record.sends, &record.unanswered, &record.failures})
        bring_back(*times, now);
    for (WallTime* last : {&record.unseen.last_code, &record.unseen.last_wrong})
        *last = std::min(*last, now);
}

AccountRecord at_its_limits(const LimitSettings& limits, WallTime now) {
    AccountRecord record;
    fill(record.sends, limits.sends_per_user, now);
    fill(record.unanswered, limits.unanswered_per_user, now);
    fill(record.failures, limits.failures_per_user, now);
    return record;
}

std::string_view setting_of(Limit limit) {
    switch (limit) {
        case Limit::none: return "none";
        case Limit::unanswered_per_user: return "unanswered_per_user";
        case Limit::sends_per_user: return "sends_per_user";
        case Limit::sends_per_host: return "sends_per_host";
        case Limit::failures_per_user: return "failures_per_user";
        case Limit::resend_wait: return "resend_wait";
    }
    return "none";
}

std::optional<const char*> beyond_counting(const LimitSettings& limits) {
    const auto beyond = [](const RateLimits& list) {
        return std::any_of(list.begin(), list.end(),
                           [](const RateLimit& limit) { return limit.count > most_counted; });
    };
    if (beyond(limits.unanswered_per_user)) return "unanswered_per_user";
    if (beyond(limits.sends_per_user)) return "sends_per_user";
    if (beyond(limits.failures_per_user)) return "failures_per_user";
    return std::nullopt;
}

}  // namespace infobip_otp
