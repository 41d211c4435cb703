// SPDX-License-Identifier: MIT
// pam_infobip_otp.so: the entry points.
#include <security/pam_modules.h>

#include "assembly/services.hpp"
#include "audit/syslog_audit_log.hpp"
#include "base/system_clock.hpp"
#include "config/api_key.hpp"
#include "config/load_settings.hpp"
#include "infobip_otp/events.hpp"
#include "pam/boundary.hpp"
#include "pam/pam_conversation.hpp"
#include "pam/pam_request.hpp"

namespace infobip_otp {
namespace {

// Settings, services, the login: settings and login may refuse, and then the person is told.
void log_in(pam_handle_t* pamh, int argc, const char** argv, PamVerdict& result) {
    auto request = read_request(pamh);
    if (!request) {
        result.verdict.cause = Cause::conversation_gone;
        log_exception(service_of(pamh), result.request, result.verdict,
                      "the host has no user name");
        return;
    }
    result.in_sshd = request->login.in_sshd;
    request->audit.request.copy(result.request, sizeof result.request - 1);
    SyslogAuditLog audit(request->audit);
    PamConversation conversation(pamh);

    const auto settings = load_settings(request->audit.service, argc, argv);
    if (!settings) {
        audit.record(line_of(Event::settings_failed, {{"detail", settings.error().message}}));
        refuse_unstarted(request->login, Cause::settings, conversation, audit, result.verdict);
        return;
    }
    result.stop_code = settings->stop_code;
    audit.show_debug(settings->debug);

    SystemClock clock;
    Services services(
        *settings, [&] { return load_api_key(settings->api_key_file); }, clock, audit);
    authenticate(request->login, settings->login, services.ports(conversation), result.verdict);
}

}  // namespace
}  // namespace infobip_otp

extern "C" {

__attribute__((visibility("default"))) int pam_sm_authenticate(pam_handle_t* pamh, int /*flags*/,
                                                               int argc, const char** argv) {
    return infobip_otp::inside_boundary(pamh, [&](infobip_otp::PamVerdict& result) {
        infobip_otp::log_in(pamh, argc, argv, result);
    });
}

// There are no credentials to set. PAM_IGNORE here would end an ssh session after the right code
// where ours is the only auth line (docs/hosts.md section 5).
__attribute__((visibility("default"))) int pam_sm_setcred(pam_handle_t* /*pamh*/, int /*flags*/,
                                                          int /*argc*/, const char** /*argv*/) {
    return PAM_SUCCESS;
}
}
