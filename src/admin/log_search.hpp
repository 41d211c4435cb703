// SPDX-License-Identifier: MIT
// Log search: the lines of one login in the log, by the reference that the person saw.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "infobip_otp/result.hpp"
#include "json/json.hpp"

namespace infobip_otp::admin {

// One line of ours, read back; the fields as audit/audit_line.hpp writes them.
struct LoggedEvent {
    std::string before;  // what the log put before it: time, machine, program
    std::vector<std::pair<std::string, std::string>> fields;  // "event" first

    // "": it has none of this name.
    [[nodiscard]] std::string value(std::string_view name) const;
};

struct LoggedLogin {
    std::string request;  // the whole request id
    std::vector<LoggedEvent> events;
};

struct LogFound {
    std::vector<LoggedLogin> logins;
    std::string places;  // where was looked, for a sentence
};

// nullopt: the line is not one of ours.
[[nodiscard]] std::optional<LoggedEvent> read_log_line(std::string_view line);

// Whether it can be the beginning of a request id.
[[nodiscard]] bool is_reference(std::string_view text);

// The logins of `text` whose request id begins with `reference`, small letters or capitals.
[[nodiscard]] std::vector<LoggedLogin> logins_in(std::string_view text, std::string_view reference);

// `file` empty: the journal, else /var/log/auth.log, else /var/log/syslog; the first that has one.
// The Error: none of them can be read, or `file` is no regular file.
Result<LogFound> find_logins(const std::string& reference, const std::string& file);

enum class EventsShown { in_sentences, with_fields };

// What happened, why it ended so, and what to do.
[[nodiscard]] std::string as_text(const LoggedLogin& login,
                                  EventsShown shown = EventsShown::in_sentences);
[[nodiscard]] Json as_json(const std::vector<LoggedLogin>& logins);

}  // namespace infobip_otp::admin
