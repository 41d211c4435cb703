// SPDX-License-Identifier: MIT
// infobip-otp usage: messages by account and day, and why others were not sent.
#include <sysexits.h>

#include <algorithm>
#include <cstdio>

#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/time_words.hpp"
#include "base/text.hpp"
#include "limits/account_limits.hpp"

namespace infobip_otp::admin {
namespace {

constexpr std::size_t longest_shown = 64;

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

void print_days(const std::string& account, std::vector<DayCount> days) {
    std::sort(days.begin(), days.end(),
              [](const DayCount& a, const DayCount& b) { return a.day < b.day; });
    for (const DayCount& day : days)
        std::printf("%-16s  %s  %8u  %5u  %5u  %8u  %s\n",
                    printable(account, longest_shown).c_str(), day_words(day.day).c_str(),
                    day.messages, day.right, day.wrong, day.not_sent, refusals(day).c_str());
}

}  // namespace

int usage(const Invocation& invocation) {
    int status = EX_OK;
    const auto state = AccountsState::open(invocation, status);
    if (!state) return status;
    std::vector<std::string> accounts;
    if (invocation.arguments.empty()) {
        auto all = state->limits.accounts();
        if (!all) return fail(EX_IOERR, all.error().message);
        accounts = std::move(*all);
        std::sort(accounts.begin(), accounts.end());
    } else {
        const auto account = state->account(invocation.arguments[0]);
        if (!account) return fail(EX_OSERR, account.error().message);
        accounts.push_back(account->name);
    }
    std::printf("%-16s  %-10s  %8s  %5s  %5s  %8s  %s\n", "ACCOUNT", "DAY (UTC)", "MESSAGES",
                "RIGHT", "WRONG", "NOT SENT", "REFUSED BY");
    for (const std::string& account : accounts) {
        auto record = state->limits.look(account);
        // One record that cannot be read hides no other.
        if (!record)
            status = fail(EX_IOERR, record.error().message);
        else if (record->has_value())
            print_days(account, std::move((*record)->days));
    }
    return status;
}

}  // namespace infobip_otp::admin
