// SPDX-License-Identifier: MIT
// SyslogAuditLog: AuditLog over syslog(3), as pam_syslog(3) writes it.
#pragma once

#include "audit/audit_line.hpp"
#include "infobip_otp/audit_log.hpp"
#include "infobip_otp/verdict.hpp"

namespace infobip_otp {

// Facility LOG_AUTHPRIV, each line behind "pam_infobip_otp(SERVICE:auth): ". The host's openlog(3)
// stays as it is. libc keeps one descriptor open after the first line of a process.
class SyslogAuditLog final : public AuditLog {
  public:
    explicit SyslogAuditLog(AuditContext context) : context_(std::move(context)) {}

    // Severity::debug is written only after show_debug(true).
    void record(const AuditEvent& event) override;
    void set_account(std::string_view account) override { context_.account = account; }
    void show_debug(bool show) { show_debug_ = show; }

  private:
    AuditContext context_;
    bool show_debug_ = false;
};

// The verdict line of a login that an exception ended: allocates nothing. `request` is "" where
// there was no id yet.
void log_exception(const char* service, const char* request, const Verdict& verdict,
                   const char* what) noexcept;

}  // namespace infobip_otp
