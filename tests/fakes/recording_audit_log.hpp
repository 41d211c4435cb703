// SPDX-License-Identifier: MIT
// RecordingAuditLog: keeps events as lines "event name=value ...".
#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "infobip_otp/audit_log.hpp"
#include "infobip_otp/events.hpp"

namespace infobip_otp::testing {

class RecordingAuditLog final : public AuditLog {
  public:
    void record(const AuditEvent& event) override {
        hold_to_table(event);
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

  private:
    // Whatever a test sees logged has its row in the table of events, and its fields there.
    static void hold_to_table(const AuditEvent& event) {
        const auto row = std::find_if(events().begin(), events().end(), [&](const EventRow& each) {
            return each.word == event.event;
        });
        if (row == events().end())
            throw std::logic_error("no row for the event " + std::string(event.event));
        if (row->event == Event::debug) return;
        const std::string names = " " + std::string(row->fields) + " ";
        for (const AuditField& field : event.fields)
            if (names.find(" " + std::string(field.name) + " ") == std::string::npos)
                throw std::logic_error(std::string(event.event) + " has no field " +
                                       std::string(field.name));
    }
};

}  // namespace infobip_otp::testing
