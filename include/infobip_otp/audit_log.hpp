// SPDX-License-Identifier: MIT
// AuditLog: what happened, for the administrator.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace infobip_otp {

enum class Severity { debug, info, notice, warning, error };

struct AuditField {
    std::string_view name;
    std::string value;  // never a secret; may hold hostile bytes, the line that is made is clean
};

// One line: `event` is a stable word that alerts may rely on.
struct AuditEvent {
    std::string_view event;
    Severity severity = Severity::info;
    std::vector<AuditField> fields;
};

class AuditLog {
  public:
    virtual ~AuditLog() = default;

    // Never fails: a log that cannot be written must not decide a login.
    virtual void record(const AuditEvent& event) = 0;

    // Whose login this is, once it is known: pw_name, however the host has spelled it. Lines from
    // here on name it.
    virtual void set_account(std::string_view account) = 0;
};

}  // namespace infobip_otp
