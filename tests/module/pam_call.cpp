// SPDX-License-Identifier: MIT
// PamCall over pam_start_confdir(3).
#include "module/pam_call.hpp"

#include <security/pam_appl.h>
#include <syslog.h>

#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace infobip_otp::testing {
namespace {

thread_local PamPerson* listener = nullptr;

int converse(int count, const pam_message** messages, pam_response** responses, void* person) {
    auto& them = *static_cast<PamPerson*>(person);
    auto* answers = static_cast<pam_response*>(
        std::calloc(static_cast<std::size_t>(count), sizeof(pam_response)));
    for (int i = 0; i < count; ++i) {
        them.shown(messages[i]->msg);
        const int style = messages[i]->msg_style;
        if (style != PAM_PROMPT_ECHO_ON && style != PAM_PROMPT_ECHO_OFF) continue;
        // Nobody types a code where it cannot be seen: sshd would send the account's password.
        bool gone = style == PAM_PROMPT_ECHO_OFF;
        if (!gone) answers[i].resp = them.answer(gone);
        if (!gone) continue;
        std::free(answers);
        return PAM_CONV_ERR;
    }
    *responses = answers;
    return PAM_SUCCESS;
}

[[gnu::format(printf, 2, 0)]] void keep(int priority, const char* format, va_list arguments) {
    if (listener == nullptr) return;
    char line[8192];
    vsnprintf(line, sizeof line, format, arguments);
    listener->logged(priority, line);
    if (std::strstr(line, "event=verdict ") != nullptr) give_memory_back();
}

}  // namespace

int run_pam_call(const PamCall& call, PamPerson& person) {
    const pam_conv conversation{converse, &person};
    pam_handle_t* pamh = nullptr;
    if (pam_start_confdir(call.service.c_str(), call.user ? call.user->c_str() : nullptr,
                          &conversation, call.folder.c_str(), &pamh) != PAM_SUCCESS)
        throw std::runtime_error("pam_start_confdir");
    for (const auto& [type, value] : call.items) pam_set_item(pamh, type, value.c_str());
    for (const auto& [name, value] : call.variables) pam_putenv(pamh, (name + "=" + value).c_str());
    listener = &person;
    for (const Failing what : call.failing) begin_failing(what);
    int code = PAM_SYSTEM_ERR;
    for (const Asked asked : call.asked)
        code = asked == Asked::authenticate ? pam_authenticate(pamh, 0)
                                            : pam_setcred(pamh, PAM_ESTABLISH_CRED);
    end_failing();
    listener = nullptr;
    pam_end(pamh, code);
    return code;
}

}  // namespace infobip_otp::testing

// The program's own syslog(3): the module's calls come here first, as to any host that has one.
extern "C" {

__attribute__((visibility("default"))) void syslog(int priority, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    infobip_otp::testing::keep(priority, format, arguments);
    va_end(arguments);
}

__attribute__((visibility("default"))) void __syslog_chk(int priority, int, const char* format,
                                                         ...) {
    va_list arguments;
    va_start(arguments, format);
    infobip_otp::testing::keep(priority, format, arguments);
    va_end(arguments);
}
}
