// SPDX-License-Identifier: MIT
// Audit lines.
#include "audit/audit_line.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>

namespace infobip_otp {
namespace {

constexpr std::size_t longest_value = 256;

void add_escaped(std::string& value, char c) {
    char escape[5];
    std::snprintf(escape, sizeof escape, "\\x%02x",
                  static_cast<unsigned>(static_cast<unsigned char>(c)));
    value += escape;
}

std::string quoted_where_needed(std::string_view text) {
    text = text.substr(0, longest_value);
    std::string value;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool begins_escape = text.substr(i).starts_with("\\x");
        if (c < ' ' || c > '~' || c == '"' || begins_escape)
            add_escaped(value, c);
        else
            value += c;
    }
    if (!value.empty() && value.find_first_of(" =") == std::string::npos) return value;
    return '"' + value + '"';
}

void add(std::string& line, std::string_view name, std::string_view value) {
    line += ' ';
    line += name;
    line += '=';
    line += quoted_where_needed(value);
}

// A detail is a sentence, no name: an escape in it would only be harder to read.
std::string with_single_quotes(std::string_view sentence) {
    std::string text(sentence);
    std::replace(text.begin(), text.end(), '"', '\'');
    return text;
}

}  // namespace

std::string audit_line(const AuditContext& context, const AuditEvent& event) {
    std::string line = "event=" + std::string(event.event);
    add(line, "request", context.request);
    add(line, "user", context.user);
    add(line, "service", context.service);
    if (!context.remote_host.empty()) add(line, "rhost", context.remote_host);
    if (!context.tty.empty()) add(line, "tty", context.tty);
    if (!context.account.empty()) add(line, "account", context.account);
    for (const AuditField& field : event.fields)
        add(line, field.name,
            field.name == "detail" ? with_single_quotes(field.value) : field.value);
    return line;
}

}  // namespace infobip_otp
