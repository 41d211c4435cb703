// SPDX-License-Identifier: MIT
// infobip-otp recovery: makes, counts and revokes the recovery codes of an account.
#include <sysexits.h>

#include <cstdio>

#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/examination.hpp"
#include "admin/json_output.hpp"
#include "admin/printed_text.hpp"
#include "admin/progress.hpp"
#include "admin/shown_name.hpp"

namespace infobip_otp::admin {
namespace {

// "abcd-efgh-jkmn-pqrs", straight to stdout: no copy of the code is made.
void print_in_groups(const Secret& code) {
    std::fputs("    ", stdout);
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (i > 0 && i % group_length == 0) std::fputc('-', stdout);
        std::fputc(code.reveal()[i], stdout);
    }
    std::fputc('\n', stdout);
}

}  // namespace

int recovery_new(const Invocation& invocation) {
    int status = EX_OK;
    const auto state = AccountsState::open(invocation, status);
    if (!state) return status;
    const auto account = state->account(invocation.arguments[0]);
    if (!account) return fail(EX_OSERR, account.error().message);
    const std::string shown = shown_name(account->name);
    if (!account->known) return fail_without_account(shown);

    const auto codes = [&] {
        const Progress progress("making recovery codes");
        return state->recovery.renew(account->name);
    }();
    if (!codes) return fail(EX_IOERR, codes.error().message);
    state->record(Event::recovery_codes_made, account->name,
                  {{"count", std::to_string(codes->size())}});
    print_text("Recovery codes of " + shown + ", shown only now; codes made earlier are void.\n\n");
    for (const Secret& code : *codes) print_in_groups(code);
    print_text(
        "\nEach works once, at the prompt for the code. Keep them on paper, away from the "
        "phone.\n");
    return EX_OK;
}

int recovery_count(const Invocation& invocation) {
    int status = EX_OK;
    const auto state = AccountsState::open(invocation, status);
    if (!state) return status;
    const auto account = state->account(invocation.arguments[0]);
    if (!account) return fail(EX_OSERR, account.error().message);
    const auto count = state->recovery.count(account->name);
    if (!count) return fail(EX_IOERR, count.error().message);
    const std::string shown = shown_name(account->name);
    if (!account->known && *count == 0) return fail_without_account(shown);
    if (invocation.has("--json"))
        print_json(json_report("recovery")
                       .set("account", shown)
                       .set("unused", Json(std::int64_t{*count})));
    else
        print_text(shown + " has " + counted(*count, "unused recovery code") + ".\n");
    return EX_OK;
}

int recovery_revoke(const Invocation& invocation) {
    int status = EX_OK;
    const auto state = AccountsState::open(invocation, status);
    if (!state) return status;
    const auto account = state->account(invocation.arguments[0]);
    if (!account) return fail(EX_OSERR, account.error().message);
    const auto count = state->recovery.revoke(account->name);
    if (!count) return fail(EX_IOERR, count.error().message);
    if (!account->known && *count == 0) return fail_without_account(shown_name(account->name));
    state->record(Event::recovery_codes_revoked, account->name,
                  {{"count", std::to_string(*count)}});
    print_text(counted(*count, "unused recovery code") + " of " + shown_name(account->name) +
               (*count == 1 ? " is void now.\n" : " are void now.\n"));
    return EX_OK;
}

}  // namespace infobip_otp::admin
