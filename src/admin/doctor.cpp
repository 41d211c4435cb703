// SPDX-License-Identifier: MIT
// infobip-otp doctor: the linter on this machine.
#include <sysexits.h>

#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/examination.hpp"
#include "admin/examined_services.hpp"
#include "admin/json_output.hpp"
#include "admin/machine.hpp"
#include "admin/printed_text.hpp"
#include "admin/progress.hpp"
#include "base/text.hpp"

namespace infobip_otp::admin {

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
    const auto examined = [&] {
        const Progress progress("looking at PAM, sshd and sudo");
        return examine_services(invocation, std::move(person));
    }();
    if (!examined) return fail(EX_NOINPUT, examined.error().message);
    if (invocation.has("--json"))
        print_json(as_json(*examined));
    else
        print_text(as_text(*examined, wants_colour()));
    return exit_status_of(*examined);
}

}  // namespace infobip_otp::admin
