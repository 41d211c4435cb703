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
    std::string account{};  // pw_name, once it is known
};

// "event=code_sent request=7F3A2C91D0B4E855 user=alice service=sshd rhost=192.0.2.7 tty=ssh
// account=alice ..." (one line). Values are cut at 256 bytes. Those that are empty or hold blanks
// or "=" stand in double quotes. Bytes that are not printable ASCII and double quotes are written
// as \xHH, and so is a backslash before an x: a name that was typed can neither start a line of its
// own nor forge a field, and two names never look the same.
[[nodiscard]] std::string audit_line(const AuditContext& context, const AuditEvent& event);

}  // namespace infobip_otp
