// SPDX-License-Identifier: MIT
// infobip-otp usage: messages by account and day, and why others were not sent.
#include <sysexits.h>

#include <algorithm>
#include <cstdio>

#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/json_output.hpp"
#include "admin/progress.hpp"
#include "admin/shown_name.hpp"
#include "admin/time_words.hpp"
#include "limits/account_limits.hpp"

namespace infobip_otp::admin {
namespace {

// "sends_per_user=2,resend_wait=1", or "-".
std::string refusals(const DayCount& day) {
    std::string text;
    for (std::size_t i = 0; i < day.refused.size(); ++i) {
        if (day.refused[i] == 0) continue;
        text += (text.empty() ? "" : ",") + std::string(setting_of(static_cast<Limit>(i + 1))) +
                "=" + std::to_string(day.refused[i]);
    }
    return text.empty() ? "-" : text;
}

void print_days(const std::string& account, const std::vector<DayCount>& days) {
    for (const DayCount& day : days)
        std::printf("%-16s  %s  %8u  %5u  %5u  %8u  %s\n", shown_name(account).c_str(),
                    day_words(day.day).c_str(), day.messages, day.right, day.wrong, day.not_sent,
                    refusals(day).c_str());
}

void append_days(Json& list, const std::string& account, const std::vector<DayCount>& days) {
    for (const DayCount& day : days) {
        Json refused = Json::object();
        for (std::size_t i = 0; i < day.refused.size(); ++i)
            if (day.refused[i] > 0)
                refused.set(setting_of(static_cast<Limit>(i + 1)),
                            Json(std::int64_t{day.refused[i]}));
        list.append(Json::object()
                        .set("account", shown_name(account))
                        .set("day", day_words(day.day))
                        .set("messages", Json(std::int64_t{day.messages}))
                        .set("right", Json(std::int64_t{day.right}))
                        .set("wrong", Json(std::int64_t{day.wrong}))
                        .set("not_sent", Json(std::int64_t{day.not_sent}))
                        .set("refused", refused));
    }
}

// Whether an account was typed of which this system knows nothing, and which left nothing behind.
bool is_nobody(AccountsState& state, const Invocation& invocation) {
    if (invocation.arguments.empty()) return false;
    const auto account = state.account(invocation.arguments[0]);
    if (!account || account->known) return false;
    const auto record = state.limits.look(account->name);
    return record && !record->has_value();
}

// Those that were typed, or all; an Error where the folder cannot be read.
Result<std::vector<std::string>> accounts_of(AccountsState& state, const Invocation& invocation) {
    if (!invocation.arguments.empty()) {
        auto account = state.account(invocation.arguments[0]);
        if (!account) return account.error();
        return std::vector{account->name};
    }
    auto all = state.limits.accounts();
    if (all) std::sort(all->begin(), all->end());
    return all;
}

}  // namespace

int usage(const Invocation& invocation) {
    int status = EX_OK;
    const auto state = AccountsState::open(invocation, status);
    if (!state) return status;
    const auto accounts = accounts_of(*state, invocation);
    if (!accounts) return fail(EX_IOERR, accounts.error().message);
    if (is_nobody(*state, invocation))
        return fail_without_account(shown_name(invocation.arguments[0]));
    const bool json = invocation.has("--json");
    Json list = Json::array();
    if (!json)
        std::printf("%-16s  %-10s  %8s  %5s  %5s  %8s  %s\n", "ACCOUNT", "DAY (UTC)", "MESSAGES",
                    "RIGHT", "WRONG", "NOT SENT", "REFUSED BY");
    const Progress progress("reading what accounts have spent");
    for (const std::string& account : *accounts) {
        auto record = state->limits.look(account);
        // One record that cannot be read hides no other.
        if (!record) status = fail(EX_IOERR, record.error().message);
        if (!record || !record->has_value()) continue;
        auto& days = (*record)->days;
        std::sort(days.begin(), days.end(),
                  [](const DayCount& a, const DayCount& b) { return a.day < b.day; });
        if (json)
            append_days(list, account, days);
        else
            print_days(account, days);
    }
    if (json) print_json(json_report("usage").set("days", list));
    return status;
}

}  // namespace infobip_otp::admin
