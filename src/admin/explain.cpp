// SPDX-License-Identifier: MIT
// infobip-otp explain: what a login would do, or why one was refused.
#include <sysexits.h>
#include <unistd.h>

#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/explanation.hpp"
#include "admin/json_output.hpp"
#include "admin/log_search.hpp"
#include "admin/printed_text.hpp"
#include "admin/progress.hpp"
#include "admin/shown_name.hpp"
#include "base/text.hpp"
#include "directory/system_accounts.hpp"

namespace infobip_otp::admin {
namespace {

int explain_a_login(const Invocation& invocation) {
    const std::string service = invocation.value("--service");
    if (service.empty() || service.find('/') != std::string::npos)
        return fail(EX_USAGE, "--service needs the name of a service: sshd, sudo");
    // Accounts that cannot be looked up are what the explanation tells of.
    const auto account = SystemAccounts().find(invocation.value("--user"));
    if (account && !account->has_value())
        return fail_without_account(shown_name(invocation.value("--user")));
    const auto explanation = [&] {
        const Progress progress("trying the login on paper");
        return explain_login(invocation, invocation.value("--user"), service);
    }();
    if (!explanation) return fail(EX_IOERR, explanation.error().message);
    if (invocation.has("--json"))
        print_json(as_json(*explanation));
    else
        print_text(as_text(*explanation));
    return EX_OK;
}

int explain_a_refusal(const Invocation& invocation) {
    const std::string reference = invocation.value("--reference");
    if (!is_reference(reference))
        return fail(EX_USAGE,
                    "--reference needs what the person saw: six digits and letters, 7F3A2C");
    const auto found = [&] {
        const Progress progress("reading the log");
        return find_logins(reference, invocation.value("--log"));
    }();
    if (!found) return fail(EX_NOINPUT, found.error().message);
    if (found->logins.empty())
        return fail(EX_NOINPUT, "no login with the reference " + printable(reference, 16) + " in " +
                                    found->places +
                                    ": name the log where it stands with --log FILE");
    if (invocation.has("--json")) {
        print_json(as_json(found->logins));
        return EX_OK;
    }
    const auto shown =
        invocation.has("--all") ? EventsShown::with_fields : EventsShown::in_sentences;
    for (const LoggedLogin& login : found->logins) print_text(as_text(login, shown));
    return EX_OK;
}

}  // namespace

int explain(const Invocation& invocation) {
    const bool login = invocation.has("--user");
    const bool refusal = invocation.has("--reference");
    if (login == refusal)
        return fail(EX_USAGE, "type --user ACCOUNT --service SERVICE, or --reference REFERENCE");
    if (geteuid() != 0) return fail(EX_NOPERM, "what a login sees can be seen by root only");
    return login ? explain_a_login(invocation) : explain_a_refusal(invocation);
}

}  // namespace infobip_otp::admin
