// SPDX-License-Identifier: MIT
// infobip-otp status: how things stand, in a few lines; what other commands find out in full.
#include <sysexits.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "admin/accepted_findings.hpp"
#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/enabling.hpp"
#include "admin/examination.hpp"
#include "admin/examined_services.hpp"
#include "admin/json_output.hpp"
#include "admin/machine_check.hpp"
#include "admin/printed_text.hpp"
#include "admin/progress.hpp"
#include "admin/settings_report.hpp"
#include "admin/shown_name.hpp"
#include "admin/time_words.hpp"
#include "admin/trial.hpp"
#include "admin/users_file.hpp"
#include "stack/judge_pam.hpp"

namespace infobip_otp::admin {
namespace {

using stack::Finding;
using stack::Level;

constexpr std::size_t most_shown = 5;

struct Spending {
    unsigned messages = 0;  // of today
    std::string last_account;
    std::uint32_t last_day = 0;  // of a right code; 0: none is on record
    std::string problem;
};

struct Status {
    std::string base_url;  // empty: not set up, or the settings cannot be used
    std::vector<std::string> services;
    std::vector<std::string> on_trial;
    std::size_t people = 0;
    Spending spent;
    std::vector<Finding> wrong;  // the worst first
    std::string todo;
};

// Who asks for a code is said in a line of its own.
bool is_wrong(const Finding& finding) {
    return finding.level >= Level::warning && finding.accepted.empty() &&
           finding.id != "pam.not-asked";
}

std::size_t count_of(const std::vector<Finding>& findings, Level level) {
    return static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(),
                      [&](const Finding& finding) { return finding.level == level; }));
}

std::size_t people_in(const std::string& users_file) {
    std::set<std::string> accounts;
    if (const auto file = UsersFile::read(users_file))
        for (const UsersFile::Entry& entry : file->entries())
            if (entry.number) accounts.insert(entry.account);
    return accounts.size();
}

Spending spending(AccountsState& state) {
    const auto today = std::chrono::floor<std::chrono::days>(state.clock.wall());
    const auto day = static_cast<std::uint32_t>(today.time_since_epoch().count());
    Spending all;
    const auto accounts = state.limits.accounts();
    if (!accounts) return {.last_account = {}, .problem = accounts.error().message};
    for (const std::string& account : *accounts) {
        const auto record = state.limits.look(account);
        if (!record) all.problem = record.error().message;
        if (!record || !record->has_value()) continue;
        for (const DayCount& one : (*record)->days)
            if (one.day == day) all.messages += one.messages;
        if (const std::uint32_t last = last_login_day(**record); last > all.last_day) {
            all.last_day = last;
            all.last_account = account;
        }
    }
    return all;
}

// Settings, files, people and what they have spent.
void look_at_settings(const Invocation& invocation, Status& is) {
    const auto read = read_settings_report(invocation.conf);
    if (!read) {
        const std::string steps = first_steps(invocation.conf);
        is.todo = steps.empty() ? "infobip-otp check" : steps;
        if (steps.empty())
            is.wrong.push_back({"settings", Level::failure, "", "", read.error().message, ""});
        return;
    }
    AccountsState state(read->general.settings);
    is.base_url = state.settings.base_url;
    is.people = people_in(state.settings.users_file);
    is.spent = spending(state);
    if (!is.spent.problem.empty())
        is.wrong.push_back({"usage", Level::failure, "", "", is.spent.problem, ""});
    Secret no_key;
    for (Finding& finding : check_machine(state, no_key, read->services).findings)
        if (is_wrong(finding)) is.wrong.push_back(std::move(finding));
}

Result<void> look_at_services(const Invocation& invocation, Status& is) {
    auto examined = examine_services(invocation, std::nullopt);
    if (!examined) return examined.error();
    const auto accepted = AcceptedFindings::read(invocation.conf);
    if (!accepted) return accepted.error();
    accepted->mark(*examined);
    for (ExaminedService& one : *examined) {
        if (stack::asks_for_code(one.service)) is.services.push_back(one.service.name);
        for (Finding& finding : one.findings)
            if (is_wrong(finding)) is.wrong.push_back(std::move(finding));
    }
    SystemClock clock;
    const auto pending = Trial(clock).pending();
    if (!pending) return pending.error();
    if (pending->has_value()) is.on_trial = (*pending)->names;
    return {};
}

// The first of these that is so.
std::string next_step(const Status& is, std::size_t of_check) {
    if (count_of(is.wrong, Level::failure) > 0)
        return is.wrong.front().service.empty() ? "infobip-otp check" : "infobip-otp doctor";
    if (is.people == 0) return "infobip-otp user add ACCOUNT NUMBER";
    if (!is.on_trial.empty()) return "infobip-otp enable --keep, in a new login that used a code";
    if (is.services.empty()) return "infobip-otp enable sudo";
    if (of_check > 0) return "infobip-otp check";
    return is.wrong.empty() ? "" : "infobip-otp doctor";
}

std::string status_row(std::string_view name, const std::string& text) {
    std::string line(name);
    line.resize(14, ' ');
    return line + text + "\n";
}

std::string wrong_text(const Status& is) {
    if (is.wrong.empty()) return status_row("Wrong", "nothing");
    const std::size_t failures = count_of(is.wrong, Level::failure);
    std::string text = status_row("Wrong", counted(failures, "failure") + ", " +
                                               counted(is.wrong.size() - failures, "warning"));
    for (std::size_t i = 0; i < std::min(is.wrong.size(), most_shown); ++i) {
        const Finding& one = is.wrong[i];
        text += status_row(
            "", one.id + (one.service.empty() ? "" : " (" + one.service + ")") + ": " + one.seen);
    }
    if (is.wrong.size() > most_shown)
        text += status_row("", "and " + std::to_string(is.wrong.size() - most_shown) + " more");
    return text;
}

std::string as_text(const Status& is) {
    std::string text = status_row("Set up", is.base_url.empty() ? "no" : "yes, " + is.base_url);
    text +=
        status_row("Asks for it", is.services.empty() ? "no service" : in_one_line(is.services));
    if (!is.on_trial.empty()) text += status_row("On trial", in_one_line(is.on_trial));
    if (is.base_url.empty()) return text + wrong_text(is) + status_row("Next", is.todo);
    text += status_row(
        "People", is.people == 1 ? "1 has a phone" : std::to_string(is.people) + " have a phone");
    text += status_row("Last login", is.spent.last_day == 0
                                         ? "none with a code"
                                         : shown_name(is.spent.last_account) + ", " +
                                               day_words(is.spent.last_day) + " UTC");
    text += status_row("Messages", std::to_string(is.spent.messages) + " today (UTC)");
    return text + wrong_text(is) + status_row("Next", is.todo.empty() ? "nothing to do" : is.todo);
}

Json services_json(const Status& is) {
    Json list = Json::array();
    for (const std::string& name : is.services) {
        const bool tried =
            std::find(is.on_trial.begin(), is.on_trial.end(), name) != is.on_trial.end();
        list.append(Json::object().set("service", name).set("on_trial", Json(tried)));
    }
    return list;
}

Json as_json(const Status& is) {
    const bool none = is.spent.last_day == 0;
    return findings_json("infobip-otp status 1", is.wrong)
        .set("set_up", Json(!is.base_url.empty()))
        .set("base_url", is.base_url)
        .set("services", services_json(is))
        .set("people", Json(static_cast<std::int64_t>(is.people)))
        .set("messages_today", Json(std::int64_t{is.spent.messages}))
        .set("last_login", Json::object()
                               .set("account", shown_name(is.spent.last_account))
                               .set("day", none ? "" : day_words(is.spent.last_day)))
        .set("next", is.todo);
}

}  // namespace

int status(const Invocation& invocation) {
    if (geteuid() != 0) return fail(EX_NOPERM, "keys and records can be read by root only");
    Status is;
    {
        const Progress progress("looking at settings, PAM, sshd and sudo");
        look_at_settings(invocation, is);
        const std::size_t of_check = is.wrong.size();
        if (auto looked = look_at_services(invocation, is); !looked)
            return fail(EX_IOERR, looked.error().message);
        std::stable_sort(is.wrong.begin(), is.wrong.end(),
                         [](const Finding& a, const Finding& b) { return a.level > b.level; });
        if (is.todo.empty()) is.todo = next_step(is, of_check);
    }
    if (invocation.has("--json"))
        print_json(as_json(is));
    else
        print_text(as_text(is));
    if (is.base_url.empty()) return 2;
    return exit_status_of(is.wrong);
}

}  // namespace infobip_otp::admin
