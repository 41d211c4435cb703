// SPDX-License-Identifier: MIT
// Reading the log.
#include "admin/log_search.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <optional>

#include "admin/cause_advice.hpp"
#include "admin/event_words.hpp"
#include "admin/program.hpp"
#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "directory/line_reader.hpp"

namespace infobip_otp::admin {
namespace {

constexpr std::string_view mark = "pam_infobip_otp(";
constexpr std::size_t shortest_reference = 6;
constexpr std::size_t longest_reference = 16;
constexpr const char* journalctl = "/usr/bin/journalctl";

std::string in_capitals(std::string_view text) {
    std::string capitals(text);
    for (char& c : capitals)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return capitals;
}

constexpr std::size_t longest_field = 1024;  // ours are shorter, see audit/

// One `name=value` of the line, which it takes off; a value in quotes has none inside. Printable:
// whoever may write to the log may write a line like ours, and a terminal is to show it.
std::optional<std::pair<std::string, std::string>> take_field(std::string_view& line) {
    line = trim(line);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || line.find(' ') < equals) return std::nullopt;
    const std::string name = printable(line.substr(0, equals), longest_field);
    line.remove_prefix(equals + 1);
    const bool quoted = line.starts_with('"');
    if (quoted) line.remove_prefix(1);
    const std::size_t end = std::min(line.find(quoted ? '"' : ' '), line.size());
    const std::string value = printable(line.substr(0, end), longest_field);
    line.remove_prefix(std::min(end + 1, line.size()));
    return std::pair(name, value);
}

// Adds what the line says to the login that it is of.
void take_line(std::string_view line, std::string_view wanted, std::vector<LoggedLogin>& logins) {
    auto event = read_log_line(line);
    if (!event) return;
    const std::string request = event->value("request");
    if (!request.starts_with(wanted)) return;
    const auto same = std::find_if(logins.begin(), logins.end(),
                                   [&](const LoggedLogin& one) { return one.request == request; });
    if (same == logins.end())
        logins.push_back({request, {std::move(*event)}});
    else
        same->events.push_back(std::move(*event));
}

// Without waiting for whoever might write to a FIFO, or for the end of a device.
Result<Descriptor> open_log(const std::string& path) {
    Descriptor log(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!log.is_open()) return system_error("opening " + path, errno);
    struct stat about {};
    if (fstat(log.get(), &about) != 0) return system_error("looking at " + path, errno);
    if (!S_ISREG(about.st_mode)) return Error{path + " is not a regular file"};
    return log;
}

// Line by line: a log may be larger than the memory. A line that is too long is none of ours.
Result<void> search_file(const std::string& path, std::string_view wanted,
                         std::vector<LoggedLogin>& logins) {
    const auto log = open_log(path);
    if (!log) return log.error();
    LineReader lines(log->get());
    while (const auto line = lines.next())
        if (line->size() <= LineReader::longest_line) take_line(*line, wanted, logins);
    if (lines.failure() != 0) return system_error("reading " + path, lines.failure());
    return {};
}

// Why the login was refused or let in; nullopt: it has no verdict.
std::optional<Cause> cause_of(const LoggedLogin& login) {
    std::optional<Cause> cause;
    for (const LoggedEvent& event : login.events)
        if (event.value("event") == "verdict") cause = read_cause(event.value("cause"));
    return cause;
}

}  // namespace

std::string LoggedEvent::value(std::string_view name) const {
    for (const auto& [field, value] : fields)
        if (field == name) return value;
    return "";
}

std::optional<LoggedEvent> read_log_line(std::string_view line) {
    const std::size_t begin = line.find(mark);
    const std::size_t end = line.find("): event=", begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
    LoggedEvent event;
    event.before = printable(trim(line.substr(0, begin)), 120);
    line.remove_prefix(end + 3);
    while (auto field = take_field(line)) event.fields.push_back(std::move(*field));
    return event;
}

bool is_reference(std::string_view text) {
    return text.size() >= shortest_reference && text.size() <= longest_reference &&
           in_capitals(text).find_first_not_of("0123456789ABCDEF") == std::string::npos;
}

std::vector<LoggedLogin> logins_in(std::string_view text, std::string_view reference) {
    const std::string wanted = in_capitals(reference);
    std::vector<LoggedLogin> logins;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        take_line(text.substr(0, end), wanted, logins);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return logins;
}

Result<LogFound> find_logins(const std::string& reference, const std::string& file) {
    LogFound found;
    bool read = false;
    const auto looked_at = [&](const std::string& place) {
        found.places += (found.places.empty() ? "" : ", ") + place;
        read = true;
    };
    if (file.empty() && access("/run/systemd/journal/socket", F_OK) == 0) {
        const auto journal = run_program(
            journalctl, {"--quiet", "--no-pager", "--output=short-iso",
                         "--grep=request=" + in_capitals(reference), "--case-sensitive=true"});
        // 1: it found nothing.
        if (journal && journal->status <= 1) {
            looked_at("the journal");
            found.logins = logins_in(journal->out, reference);
        }
    }
    const std::vector<std::string> files =
        file.empty() ? std::vector<std::string>{"/var/log/auth.log", "/var/log/syslog"}
                     : std::vector<std::string>{file};
    for (const std::string& one : files) {
        if (!found.logins.empty()) break;
        const auto searched = search_file(one, in_capitals(reference), found.logins);
        if (searched) looked_at(one);
        if (!searched && !file.empty()) return searched.error();
    }
    if (!read) return Error{"no log can be read: name it with --log FILE"};
    return found;
}

std::string as_text(const LoggedLogin& login, EventsShown shown) {
    const LoggedEvent& first = login.events.front();
    const std::string user = first.value("user");
    const std::string account = login.events.back().value("account");
    std::string text = login.request + ": " + user;
    if (!account.empty() && account != user) text += " (account " + account + ")";
    text += " at " + first.value("service");
    if (const std::string from = first.value("rhost"); !from.empty()) text += " from " + from;
    text += "\n";
    for (const LoggedEvent& event : login.events) {
        text +=
            "  " + event.before + (event.before.empty() ? "" : "  ") + sentence_of(event) + "\n";
        if (shown == EventsShown::with_fields) text += "      " + fields_of(event) + "\n";
    }
    const auto cause = cause_of(login);
    if (!cause)
        return text + "  -> No verdict is in the log: the login is under way, or was killed.\n";
    const CauseAdvice& words = advice_of(*cause);
    text += "  -> " + std::string(words.why) + "\n";
    if (!words.todo.empty()) text += "     " + std::string(words.todo) + "\n";
    return text;
}

Json as_json(const std::vector<LoggedLogin>& logins) {
    Json list = Json::array();
    for (const LoggedLogin& login : logins) {
        Json events = Json::array();
        for (const LoggedEvent& event : login.events) {
            Json one = Json::object();
            for (const auto& [name, value] : event.fields) one.set(name, value);
            events.append(one);
        }
        const auto cause = cause_of(login);
        list.append(Json::object()
                        .set("request", login.request)
                        .set("why", cause ? advice_of(*cause).why : "")
                        .set("todo", cause ? advice_of(*cause).todo : "")
                        .set("events", events));
    }
    return Json::object().set("schema", "infobip-otp refusal 1").set("logins", list);
}

}  // namespace infobip_otp::admin
