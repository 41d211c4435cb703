// SPDX-License-Identifier: MIT
// SyslogAuditLog.
#include "audit/syslog_audit_log.hpp"

#include <syslog.h>

namespace infobip_otp {
namespace {

int priority(Severity severity) {
    switch (severity) {
        case Severity::debug: return LOG_AUTHPRIV | LOG_DEBUG;
        case Severity::info: return LOG_AUTHPRIV | LOG_INFO;
        case Severity::notice: return LOG_AUTHPRIV | LOG_NOTICE;
        case Severity::warning: return LOG_AUTHPRIV | LOG_WARNING;
        case Severity::error: return LOG_AUTHPRIV | LOG_ERR;
    }
    return LOG_AUTHPRIV | LOG_ERR;
}

}  // namespace

void SyslogAuditLog::record(const AuditEvent& event) {
    if (event.severity == Severity::debug && !show_debug_) return;
    syslog(priority(event.severity), "pam_infobip_otp(%.64s:auth): %s", context_.service.c_str(),
           audit_line(context_, event).c_str());
}

void log_exception(const char* service, const char* request, const Verdict& verdict,
                   const char* what) noexcept {
    const std::string_view cause = word(verdict.cause);
    syslog(LOG_AUTHPRIV | LOG_ERR,
           "pam_infobip_otp(%.64s:auth): event=verdict%s%.16s verdict=denied cause=%.*s "
           "detail=\"%.128s\"",
           service, *request == '\0' ? "" : " request=", request, static_cast<int>(cause.size()),
           cause.data(), what);
}

}  // namespace infobip_otp
