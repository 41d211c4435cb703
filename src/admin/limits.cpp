// SPDX-License-Identifier: MIT
// infobip-otp limits: shows and resets what an account has spent of its limits.
#include <sysexits.h>

#include <algorithm>
#include <cstdio>

#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/time_words.hpp"
#include "assembly/limit_settings.hpp"
#include "base/text.hpp"
#include "config/values.hpp"
#include "limits/account_limits.hpp"

namespace infobip_otp::admin {
namespace {

constexpr std::size_t longest_shown = 64;

// "unanswered_per_user   2 of 5 in 1h, 4 of 10 in 1d"
void print_spent(const char* name, const RateLimits& limits, const std::vector<WallTime>& times,
                 WallTime now) {
    std::string text;
    for (const RateLimit& limit : limits) {
        const auto inside = std::count_if(times.begin(), times.end(),
                                          [&](WallTime time) { return time > now - limit.window; });
        text += (text.empty() ? "" : ", ") + std::to_string(inside) + " of " +
                std::to_string(limit.count) + " in " + print_length(limit.window);
    }
    std::printf("  %-20s  %s\n", name, text.empty() ? "off" : text.c_str());
}

std::string answer(const Allowance& allowance) {
    if (allowance.granted()) return "now";
    return "in " + wait_words(allowance.wait) + ", because of " +
           std::string(setting_of(allowance.refused_by));
}

void print_record(AccountRecord record, const LimitSettings& limits, const Allowance& host,
                  WallTime now) {
    settle(record, now);
    print_spent("unanswered_per_user", limits.unanswered_per_user, record.unanswered, now);
    print_spent("sends_per_user", limits.sends_per_user, record.sends, now);
    print_spent("failures_per_user", limits.failures_per_user, record.failures, now);
    std::printf("  %-20s  %s\n", "sends_per_host", print_windows(limits.sends_per_host).c_str());
    const Allowance own = may_send(record, limits, now);
    std::printf("  next message: %s\n", answer(host.wait > own.wait ? host : own).c_str());
    std::printf("  next code:    %s\n", answer(may_fail(record, limits, now)).c_str());
}

}  // namespace

int limits_show(const Invocation& invocation) {
    int status = EX_OK;
    const auto state = AccountsState::open(invocation, status);
    if (!state) return status;
    const auto account = state->account(invocation.arguments[0]);
    if (!account) return fail(EX_OSERR, account.error().message);
    auto record = state->limits.look(account->name);
    if (!record) return fail(EX_IOERR, record.error().message);
    const auto host = state->limits.look_at_host();
    if (!host) return fail(EX_IOERR, host.error().message);
    std::printf("%s%s\n", printable(account->name, longest_shown).c_str(),
                record->has_value() ? "" : ": nothing was ever sent");
    if (record->has_value())
        print_record(std::move(**record), limit_settings(state->settings), *host,
                     state->clock.wall());
    return EX_OK;
}

int limits_reset(const Invocation& invocation) {
    int status = EX_OK;
    const auto state = AccountsState::open(invocation, status);
    if (!state) return status;
    const auto account = state->account(invocation.arguments[0]);
    if (!account) return fail(EX_OSERR, account.error().message);
    if (auto reset = state->limits.reset(account->name); !reset)
        return fail(EX_IOERR, reset.error().message);
    state->record("limits_reset", account->name, {});
    std::printf("%s may ask for a code again; sends_per_host, where it is set, still counts.\n",
                printable(account->name, longest_shown).c_str());
    return EX_OK;
}

}  // namespace infobip_otp::admin
