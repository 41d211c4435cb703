// SPDX-License-Identifier: MIT
// infobip-otp check: settings, files, helper, and the way to Infobip.
#include <sysexits.h>
#include <unistd.h>

#include <cstdio>

#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/examination.hpp"
#include "admin/json_output.hpp"
#include "admin/machine_check.hpp"
#include "admin/printed_text.hpp"
#include "admin/progress.hpp"
#include "admin/provider_check.hpp"
#include "admin/settings_report.hpp"
#include "admin/typed_key.hpp"

namespace infobip_otp::admin {
namespace {

using stack::Finding;
using stack::Level;

void append(std::vector<Finding>& findings, std::vector<Finding> more) {
    for (Finding& finding : more) findings.push_back(std::move(finding));
}

std::vector<Finding> check_all(AccountsState& state, Secret& manage_key,
                               const std::vector<ServiceSettings>& services) {
    // First what a child does, which gets a copy of what this process has read.
    std::vector<Finding> account;
    {
        const Progress progress("asking Infobip about the account");
        account = check_account(state.settings, manage_key, state.clock);
    }
    CheckedMachine machine = check_machine(state, manage_key, services);
    if (machine.key) {
        const Progress progress("asking Infobip as a login does");
        const PinReply reply =
            ask_about_no_pin(state.settings, *std::move(machine.key), state.clock, state.audit);
        append(machine.findings, check_clock(reply, state.clock.wall()));
        append(machine.findings, findings_of(reply, state.settings));
    } else {
        machine.findings.push_back({"provider", Level::skipped, "", state.settings.base_url,
                                    "Not checked: that takes the key of the logins.",
                                    "See key-file."});
    }
    append(machine.findings, std::move(account));
    return std::move(machine.findings);
}

}  // namespace

int check(const Invocation& invocation) {
    if (geteuid() != 0)
        return fail(EX_NOPERM, "the key file and what a login does can be checked by root only");
    auto manage_key = read_key(invocation.value("--manage-key-file"), "");
    if (!manage_key) return fail(EX_NOINPUT, manage_key.error().message);
    const auto read = read_settings_report(invocation.conf);
    ExaminedService examined;
    examined.service.name = "findings";
    const bool json = invocation.has("--json");
    const auto shown = invocation.has("--all") ? SettingsShown::all : SettingsShown::changed;
    if (!read) {
        const std::string steps = first_steps(invocation.conf);
        examined.findings.push_back(
            {"settings", Level::failure, "", "",
             (steps.empty() ? "" : "Not set up yet: ") + read.error().message,
             steps.empty() ? "No login works until this is mended." : "First: " + steps});
    } else {
        AccountsState state(read->general.settings);
        examined.findings = check_all(state, *manage_key, read->services);
    }
    const std::vector<ExaminedService> all = {std::move(examined)};
    Json report = findings_json("infobip-otp check 1", all.front().findings);
    if (read) add_to(report, *read);
    if (json)
        print_json(report);
    else
        print_text(as_text(all, wants_colour()));
    if (read && !json) print_text(as_text(*read, shown));
    return exit_status_of(all);
}

}  // namespace infobip_otp::admin
