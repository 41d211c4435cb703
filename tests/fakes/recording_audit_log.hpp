// SPDX-License-Identifier: MIT
// RecordingAuditLog: keeps events as lines "event name=value ...".
#pragma once

#include <string>
#include <vector>

#include "infobip_otp/audit_log.hpp"

namespace infobip_otp::testing {

class RecordingAuditLog final : public AuditLog {
  public:
    void record(const AuditEvent& event) override {
        std::string line(event.event);
        for (const AuditField& field : event.fields) {
            line += ' ';
            line += field.name;
            line += '=';
            line += field.value;
        }
        lines.push_back(line);
        severities.push_back(event.severity);
    }

    void set_account(std::string_view its_account) override { account = its_account; }

    // All lines of one event, each ended by a newline.
    [[nodiscard]] std::string of(std::string_view event) const {
        std::string found;
        for (const std::string& line : lines)
            if (line == event || line.starts_with(std::string(event) + " ")) found += line + "\n";
        return found;
    }

    std::vector<std::string> lines;
    std::vector<Severity> severities;
    std::string account;  // of the lines since it is known
};

}  // namespace infobip_otp::testing
