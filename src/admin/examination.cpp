// SPDX-License-Identifier: MIT
// The report of the doctor.
#include "admin/examination.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

namespace infobip_otp::admin {
namespace {

using stack::Finding;
using stack::Level;

std::string coloured(std::string_view text, Level level, bool colour) {
    if (!colour) return std::string(text);
    const char* code = level == Level::failure   ? "31"
                       : level == Level::warning ? "33"
                       : level == Level::skipped ? "36"
                                                 : "32";
    return std::string("\x1b[") + code + "m" + std::string(text) + "\x1b[0m";
}

// "base_url is missing for service sudo": what is missing is so for each.
std::string without_service(const Finding& finding) {
    const std::string words = "service " + finding.service;
    std::string seen = finding.seen;
    if (const std::size_t at = seen.find(words); at != std::string::npos)
        seen.erase(at, words.size());
    return seen;
}

bool says_the_same(const Finding& a, const Finding& b) {
    return a.id == b.id && a.level == b.level && a.place == b.place &&
           without_service(a) == without_service(b) && a.todo == b.todo && a.accepted == b.accepted;
}

bool has(const ExaminedService& service, const Finding& finding) {
    return std::any_of(service.findings.begin(), service.findings.end(),
                       [&](const Finding& one) { return says_the_same(one, finding); });
}

// What a file says that many services include is said once: "also of chfn, chsh".
std::string also_of(const std::vector<ExaminedService>& services, std::size_t first,
                    const Finding& finding) {
    std::string names;
    for (std::size_t i = first + 1; i < services.size(); ++i)
        if (has(services[i], finding))
            names += (names.empty() ? "" : ", ") + services[i].service.name;
    return names.empty() ? "" : "           also of " + names + "\n";
}

std::string finding_text(const Finding& finding, bool colour, AcceptedShown shown) {
    const bool accepted = !finding.accepted.empty();
    const Level painted = accepted ? Level::skipped : finding.level;
    std::string level(accepted ? "accepted" : stack::word(finding.level));
    const std::string padding(9 - level.size(), ' ');
    std::string text = "  " + coloured(level, painted, colour) + padding + finding.id;
    if (!finding.place.empty()) text += "  " + finding.place;
    if (accepted && shown == AcceptedShown::in_a_line) return text + "  " + finding.accepted + "\n";
    text += "\n           " + finding.seen + "\n";
    if (accepted) return text + "           Accepted " + finding.accepted + "\n";
    if (!finding.todo.empty()) text += "           -> " + finding.todo + "\n";
    return text;
}

std::string_view word(stack::Who who) {
    switch (who) {
        case stack::Who::with_phone: return "with_phone";
        case stack::Who::without_phone: return "without_phone";
        case stack::Who::exempt: return "exempt";
    }
    return "";
}

Json login_json(const stack::Login& login) {
    const stack::Situation& is = login.situation;
    std::set<std::string> statuses;
    std::set<unsigned> messages;
    for (const stack::Outcome& outcome : login.outcomes) {
        statuses.emplace(stack::word(outcome.status));
        messages.insert(outcome.messages);
    }
    Json all = Json::array();
    for (const std::string& status : statuses) all.append(Json(status));
    Json counts = Json::array();
    for (const unsigned number : messages) counts.append(Json(std::int64_t{number}));
    return Json::object()
        .set("who", word(is.who))
        .set("password", is.password_right ? "right" : "wrong")
        .set("code", is.code == stack::Code::right ? "right" : "wrong")
        .set("key", Json(is.key_accepted))
        .set("account", is.home == stack::Home::local ? "local" : "elsewhere")
        .set("gets_in", word(login.gets_in()))
        .set("messages", counts)
        .set("results", all);
}

Json way_json(const stack::SshWay& way) {
    Json methods = Json::array();
    for (const std::string& method : way.methods) methods.append(Json(method));
    return Json::object()
        .set("methods", methods)
        .set("without_code", word(way.without_code))
        .set("with_code", word(way.with_code))
        .set("sends", word(way.sends));
}

Json match_json(const ExaminedMatch& match) {
    Json ways = Json::array();
    for (const stack::SshWay& way : match.ways) ways.append(way_json(way));
    return Json::object()
        .set("place", match.block.place())
        .set("match", match.block.text())
        .set("connection", match.connection)
        .set("ways", ways);
}

Json finding_json(const Finding& finding) {
    return Json::object()
        .set("id", finding.id)
        .set("level", stack::word(finding.level))
        .set("service", finding.service)
        .set("place", finding.place)
        .set("seen", finding.seen)
        .set("todo", finding.todo)
        .set("accepted", finding.accepted);
}

}  // namespace

void ExaminedService::add(const std::vector<Finding>& more) {
    findings.insert(findings.end(), more.begin(), more.end());
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.level > b.level; });
}

int exit_status_of(const std::vector<Finding>& findings) {
    int status = 0;
    for (const Finding& finding : findings)
        if (finding.accepted.empty())
            status = std::max(status, finding.level == Level::failure   ? 2
                                      : finding.level == Level::warning ? 1
                                                                        : 0);
    return status;
}

int exit_status_of(const std::vector<ExaminedService>& services) {
    int status = 0;
    for (const ExaminedService& one : services)
        status = std::max(status, exit_status_of(one.findings));
    return status;
}

std::string counted(std::size_t number, std::string_view what) {
    return std::to_string(number) + " " + std::string(what) + (number == 1 ? "" : "s");
}

std::string as_text(const std::vector<ExaminedService>& services, bool colour,
                    AcceptedShown shown) {
    std::string text;
    std::map<Level, std::size_t> counts;
    std::size_t accepted = 0;
    for (std::size_t i = 0; i < services.size(); ++i) {
        const ExaminedService& one = services[i];
        std::string own;
        for (const Finding& finding : one.findings) {
            if (std::any_of(services.begin(), services.begin() + static_cast<long>(i),
                            [&](const ExaminedService& other) { return has(other, finding); }))
                continue;
            own += finding_text(finding, colour, shown) + also_of(services, i, finding);
            ++(finding.accepted.empty() ? counts[finding.level] : accepted);
        }
        if (own.empty() && !one.findings.empty() && !one.advice.repair &&
            one.advice.why_not.empty())
            continue;  // named above
        text += one.service.name + "\n" + own;
        if (one.advice.repair)
            text +=
                "  the smallest change that mends it, tried on every kind of account; for "
                "patch:\n" +
                one.advice.repair->as_diff();
        if (!one.advice.why_not.empty())
            text += "  no small change is safe: " + one.advice.why_not + "\n";
    }
    text += counted(counts[Level::failure], "failure") + ", " +
            counted(counts[Level::warning], "warning");
    const std::size_t skipped = counts[Level::skipped];
    return text + (skipped == 0 ? "" : ", " + std::to_string(skipped) + " skipped") +
           (accepted == 0 ? "" : ", " + std::to_string(accepted) + " accepted") + "\n";
}

bool wants_colour() {
    const char* no = std::getenv("NO_COLOR");
    const char* terminal = std::getenv("TERM");
    return isatty(STDOUT_FILENO) != 0 && (no == nullptr || *no == '\0') &&
           (terminal == nullptr || std::string_view(terminal) != "dumb");
}

Json findings_json(std::string_view schema, const std::vector<Finding>& findings) {
    Json list = Json::array();
    for (const Finding& finding : findings) list.append(finding_json(finding));
    return Json::object().set("schema", schema).set("findings", list);
}

Json as_json(const std::vector<ExaminedService>& services) {
    Json list = Json::array();
    Json findings = Json::array();
    for (const ExaminedService& one : services) {
        Json logins = Json::array();
        for (const stack::Login& login : one.logins) logins.append(login_json(login));
        Json ways = Json::array();
        for (const stack::SshWay& way : one.ways) ways.append(way_json(way));
        Json service = Json::object();
        service.set("service", one.service.name).set("file", one.service.file);
        service.set("logins", logins).set("ways", ways);
        Json matches = Json::array();
        for (const ExaminedMatch& match : one.matches) matches.append(match_json(match));
        service.set("matches", matches);
        if (one.advice.repair) service.set("fix", one.advice.repair->as_diff());
        if (!one.advice.why_not.empty()) service.set("no_fix", one.advice.why_not);
        list.append(service);
        for (const Finding& finding : one.findings) findings.append(finding_json(finding));
    }
    return Json::object()
        .set("schema", "infobip-otp doctor 1")
        .set("services", list)
        .set("findings", findings);
}

}  // namespace infobip_otp::admin
