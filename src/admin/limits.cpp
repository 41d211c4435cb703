// SPDX-License-Identifier: MIT
// infobip-otp limits: shows and resets what an account has spent of its limits.
#include <sysexits.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/json_output.hpp"
#include "admin/printed_text.hpp"
#include "admin/shown_name.hpp"
#include "admin/time_words.hpp"
#include "assembly/limit_settings.hpp"
#include "config/values.hpp"
#include "limits/account_limits.hpp"

namespace infobip_otp::admin {
namespace {

// What an account has spent of one setting.
struct Spent {
    const char* setting;
    const RateLimits& limits;
    const std::vector<WallTime>& times;
};

struct Account {
    std::string shown;
    bool has_record = false;
    AccountRecord record;
    LimitSettings limits;
    Allowance next_message;
    Allowance next_code;
    WallTime now;

    [[nodiscard]] std::array<Spent, 3> spent() const {
        return {{{"unanswered_per_user", limits.unanswered_per_user, record.unanswered},
                 {"sends_per_user", limits.sends_per_user, record.sends},
                 {"failures_per_user", limits.failures_per_user, record.failures}}};
    }
};

std::int64_t inside(const std::vector<WallTime>& times, const RateLimit& limit, WallTime now) {
    return std::count_if(times.begin(), times.end(),
                         [&](WallTime time) { return time > now - limit.window; });
}

// "2 of 5 in 1h, 4 of 10 in 1d"
std::string windows_text(const Spent& spent, WallTime now) {
    std::string text;
    for (const RateLimit& limit : spent.limits)
        text += (text.empty() ? "" : ", ") + std::to_string(inside(spent.times, limit, now)) +
                " of " + std::to_string(limit.count) + " in " + print_length(limit.window);
    return text.empty() ? "off" : text;
}

std::string answer(const Allowance& allowance) {
    if (allowance.granted()) return "now";
    return "in " + wait_words(allowance.wait) + ", because of " +
           std::string(setting_of(allowance.refused_by));
}

void print(const Account& account) {
    std::printf("%s%s\n", account.shown.c_str(),
                account.has_record ? "" : ": nothing was ever sent");
    if (!account.has_record) return;
    for (const Spent& spent : account.spent())
        std::printf("  %-20s  %s\n", spent.setting, windows_text(spent, account.now).c_str());
    std::printf("  %-20s  %s\n", "sends_per_host",
                print_windows(account.limits.sends_per_host).c_str());
    std::printf("  next message: %s\n", answer(account.next_message).c_str());
    std::printf("  next code:    %s\n", answer(account.next_code).c_str());
}

Json json_of(const Allowance& allowance) {
    const std::string_view because = allowance.granted() ? "" : setting_of(allowance.refused_by);
    return Json::object()
        .set("wait_seconds", Json(std::int64_t{allowance.wait.count()}))
        .set("because", because);
}

Json json_of(const Account& account) {
    Json limits = Json::array();
    for (const Spent& spent : account.spent())
        for (const RateLimit& limit : spent.limits)
            limits.append(Json::object()
                              .set("setting", spent.setting)
                              .set("spent", Json(inside(spent.times, limit, account.now)))
                              .set("count", Json(std::int64_t{limit.count}))
                              .set("window_seconds", Json(std::int64_t{limit.window.count()})));
    return json_report("limits")
        .set("account", account.shown)
        .set("limits", limits)
        .set("next_message", json_of(account.next_message))
        .set("next_code", json_of(account.next_code));
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
    if (!account->known && !record->has_value())
        return fail_without_account(shown_name(account->name));
    const auto host = state->limits.look_at_host();
    if (!host) return fail(EX_IOERR, host.error().message);
    Account shown{shown_name(account->name),
                  record->has_value(),
                  record->has_value() ? std::move(**record) : AccountRecord(),
                  limit_settings(state->settings),
                  {},
                  {},
                  state->clock.wall()};
    settle(shown.record, shown.now);
    const Allowance own = may_send(shown.record, shown.limits, shown.now);
    shown.next_message = host->wait > own.wait ? *host : own;
    shown.next_code = may_fail(shown.record, shown.limits, shown.now);
    if (invocation.has("--json"))
        print_json(json_of(shown));
    else
        print(shown);
    return EX_OK;
}

int limits_reset(const Invocation& invocation) {
    int status = EX_OK;
    const auto state = AccountsState::open(invocation, status);
    if (!state) return status;
    const auto account = state->account(invocation.arguments[0]);
    if (!account) return fail(EX_OSERR, account.error().message);
    // A record that cannot be read is one; that is what this mends.
    const auto record = state->limits.look(account->name);
    if (!account->known && record && !record->has_value())
        return fail_without_account(shown_name(account->name));
    if (auto reset = state->limits.reset(account->name); !reset)
        return fail(EX_IOERR, reset.error().message);
    state->record(Event::limits_reset, account->name, {});
    print_text(shown_name(account->name) +
               " may ask for a code again; sends_per_host, where it is set, still counts.\n");
    return EX_OK;
}

}  // namespace infobip_otp::admin
