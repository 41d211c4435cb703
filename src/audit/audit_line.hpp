// SPDX-License-Identifier: MIT
// Audit line: an event as one line of key=value text.
#pragma once

#include <string>

#include "infobip_otp/audit_log.hpp"

namespace infobip_otp {

// What every line of one login begins with.
struct AuditContext {
    std::string request;  // the request id; its first characters are the reference people see
    std::string user;     // PAM_USER as it was typed
    std::string service;
    std::string remote_host;
    std::string tty;
};

// "event=code_sent request=7F3A2C91D0B4E855 user=alice service=sshd rhost=192.0.2.7 tty=ssh ..."
// Values that are empty or hold blanks, quotes or "=" stand in double quotes, in which a quote is
// written as '. Bytes that are not printable ASCII become '?', values are cut at 256 bytes: a name
// that was typed can neither start a line of its own nor forge a field.
[[nodiscard]] std::string audit_line(const AuditContext& context, const AuditEvent& event);

}  // namespace infobip_otp
