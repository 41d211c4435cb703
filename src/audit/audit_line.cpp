// SPDX-License-Identifier: MIT
// Audit lines.
#include "audit/audit_line.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t longest_value = 256;

std::string quoted_where_needed(std::string_view text) {
    std::string value = printable(text, longest_value);
    if (!value.empty() && value.find_first_of(" =\"") == std::string::npos) return value;
    std::replace(value.begin(), value.end(), '"', '\'');
    return '"' + value + '"';
}

void add(std::string& line, std::string_view name, std::string_view value) {
    line += ' ';
    line += name;
    line += '=';
    line += quoted_where_needed(value);
}

}  // namespace

std::string audit_line(const AuditContext& context, const AuditEvent& event) {
    std::string line = "event=" + std::string(event.event);
    add(line, "request", context.request);
    add(line, "user", context.user);
    add(line, "service", context.service);
    if (!context.remote_host.empty()) add(line, "rhost", context.remote_host);
    if (!context.tty.empty()) add(line, "tty", context.tty);
    for (const AuditField& field : event.fields) add(line, field.name, field.value);
    return line;
}

}  // namespace infobip_otp
