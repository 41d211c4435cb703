// SPDX-License-Identifier: MIT
// infobip-otp doctor: the linter on this machine.
#include <sysexits.h>

#include "admin/accepted_findings.hpp"
#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/examination.hpp"
#include "admin/examined_services.hpp"
#include "admin/json_output.hpp"
#include "admin/machine.hpp"
#include "admin/printed_text.hpp"
#include "admin/progress.hpp"
#include "admin/time_words.hpp"
#include "base/system_clock.hpp"
#include "base/text.hpp"

namespace infobip_otp::admin {

namespace {

// --accept and --withdraw, then what is accepted is marked; EX_OK, or what fail() returned.
int apply_accepted(const Invocation& invocation, std::vector<ExaminedService>& examined) {
    auto accepted = AcceptedFindings::read(invocation.conf);
    if (!accepted) return fail(EX_CONFIG, accepted.error().message);
    const std::string to_accept = invocation.value("--accept");
    const std::string to_withdraw = invocation.value("--withdraw");
    SystemClock clock;
    const auto today = std::chrono::floor<std::chrono::days>(clock.wall()).time_since_epoch();
    const std::string day = day_words(static_cast<std::uint32_t>(today.count()));
    if (!to_withdraw.empty() && accepted->withdraw(to_withdraw) == 0)
        return fail(EX_DATAERR, "no finding " + printable(to_withdraw, 40) + " is accepted");
    if (!to_accept.empty() &&
        accepted->accept(examined, to_accept, day, invocation.value("--reason")) == 0)
        return fail(EX_DATAERR, "there is no warning and no failure " + printable(to_accept, 40) +
                                    " here that is not accepted yet");
    if (!to_accept.empty() || !to_withdraw.empty())
        if (auto saved = accepted->save(clock); !saved)
            return fail(EX_IOERR, saved.error().message);
    accepted->mark(examined);
    return EX_OK;
}

}  // namespace

int doctor(const Invocation& invocation) {
    for (const std::string& name : invocation.arguments)
        if (name.empty() || name.find('/') != std::string::npos)
            return fail(EX_USAGE,
                        printable(name, 40) + " is no name of a service: type sshd, sudo");
    std::optional<stack::Person> person;
    if (const std::string name = invocation.value("--user"); !name.empty()) {
        auto found = find_person(name, invocation.value("--rhost"));
        if (!found) return fail(EX_NOUSER, found.error().message);
        person = std::move(*found);
    }
    auto examined = [&] {
        const Progress progress("looking at PAM, sshd and sudo");
        return examine_services(invocation, std::move(person));
    }();
    if (!examined) return fail(EX_NOINPUT, examined.error().message);
    if (const int status = apply_accepted(invocation, *examined); status != EX_OK) return status;
    const auto shown = invocation.has("--all") ? AcceptedShown::whole : AcceptedShown::in_a_line;
    if (invocation.has("--json"))
        print_json(as_json(*examined));
    else
        print_text(as_text(*examined, wants_colour(), shown));
    return exit_status_of(*examined);
}

}  // namespace infobip_otp::admin
