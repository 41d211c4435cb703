// SPDX-License-Identifier: MIT
// PamHost.
#include "module/pam_host.hpp"

#include "module/host_process.hpp"
#include "module/pam_call.hpp"
#include "module/scripted_person.hpp"

namespace infobip_otp::testing {

PamHost::PamHost() {
    folder_.write("other", "", 0644);
}

void PamHost::stack(const std::string& service, const std::string& arguments) {
    whole_stack(service, "auth required " PAM_MODULE " " + arguments + "\n");
}

void PamHost::stack_with_ignore(const std::string& service, const std::string& arguments) {
    whole_stack(service, "auth [success=done ignore=ignore default=die] " PAM_MODULE " " +
                             arguments + "\nauth required pam_debug.so auth=module_unknown\n");
}

void PamHost::whole_stack(const std::string& service, const std::string& lines) {
    folder_.write(service, lines, 0644);
}

PamResult PamHost::authenticate(const std::string& service, const std::string& user,
                                std::deque<Typed> typed) {
    PamCall call{folder_.path(), service, user, items, variables, failing, {Asked::authenticate}};
    if (!asked.empty()) call.asked = asked;
    if (without_user) call.user.reset();
    PamResult result;
    ScriptedPerson person(std::move(typed), result);
    if (process != nullptr)
        process->run(call, person, result);
    else
        result.code = run_pam_call(call, person);
    return result;
}

}  // namespace infobip_otp::testing
