// SPDX-License-Identifier: MIT
// The explanation, for a person and for a program.
#include "admin/cause_advice.hpp"
#include "admin/explanation.hpp"
#include "base/text.hpp"
#include "stack/blame.hpp"

namespace infobip_otp::admin {
namespace {

using stack::Certainty;

constexpr std::size_t name_width = 22;

struct Words {
    std::string_view rule;
    std::string_view found;  // "": whatever was found, which stands behind `words`
    std::string_view words;
};

constexpr Words rule_words[] = {
    {"settings", "unusable", "cannot be used"},
    {"api_key_file", "unusable", "cannot be used"},
    {"first_factor", "any", "require_first_factor = none: nothing is asked for"},
    {"first_factor", "publickey", "sshd has accepted a key"},
    {"first_factor", "missing", "require_first_factor = publickey, and there was no key"},
    {"exempt_groups", "off", "not set"},
    {"exempt_groups", "no_member", "the account is in none of them"},
    {"exempt_groups", "member", "the account is in one of them, and is asked for no code"},
    {"group_unknown", "", "this system has no such group: "},
    {"recovery_codes", "", "unused: "},
    {"phone", "none", "no line in the users file"},
    {"countries", "all", "not set: every country is allowed"},
    {"countries", "allowed", "the number is in one of them"},
    {"countries", "refused", "the number is in none of them"},
    {"recovery_first", "no", "no: the message is sent at once"},
    {"recovery_first", "offered", "a recovery code is asked for before the message"},
    {"limits", "room", "a message may be sent now"},
    {"limits", "reached", "no message may be sent now"},
};

constexpr Words course_words[] = {
    {"right_code", "", "with the right code"},       {"wrong_codes", "", "with wrong codes"},
    {"recovery_code", "", "with a recovery code"},   {"unreachable", "", "in a long outage"},
    {"wrong_password", "", "with a wrong password"}, {"password_only", "", "with the password"},
};

std::string row(std::string_view name, std::size_t width, std::string_view text) {
    std::string line = "  " + std::string(name);
    line.resize(std::max(line.size() + 2, width + 4), ' ');
    return line + std::string(text) + "\n";
}

std::string found_in_words(const Rule& rule) {
    for (const Words& one : rule_words)
        if (one.rule == rule.name && (one.found.empty() || one.found == rule.found))
            return std::string(one.words) + (one.found.empty() ? rule.found : "");
    return rule.found;
}

std::string course_in_words(const CourseTaken& taken) {
    const bool asked = taken.by_us && taken.by_us->messages > 0;
    const std::string course = taken.name == "right_code" && !asked ? "password_only" : taken.name;
    for (const Words& one : course_words)
        if (one.rule == course) return std::string(one.words);
    return course;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& one : words) text += (text.empty() ? "" : " or ") + one;
    return text;
}

std::string ending(const CourseTaken& course, const std::string& service) {
    std::string text = course.gets_in == Certainty::yes  ? "gets in"
                       : course.gets_in == Certainty::no ? "does not get in"
                                                         : "depends on the lines of PAM";
    if (course.by_us)
        text += ": " + std::string(infobip_otp::word(course.by_us->verdict.ruling)) + ", " +
                std::string(infobip_otp::word(course.by_us->verdict.cause));
    return text + "; " + service + " is told " + joined(course.results);
}

std::string stack_text(const Explanation& is) {
    std::string text = "PAM lines of " + is.service + "\n";
    for (const stack::Line& line : is.lines) {
        if (line.kind != stack::Line::Kind::module) continue;
        const bool ours = line.place() == is.our_place;
        text += "  " + line.place() + "  " + line.text(stack::Facility::auth) +
                (ours ? "   <- asks for the code" : "") + "\n";
    }
    if (is.our_place.empty()) text += "  No line is ours: nobody is asked for a code.\n";
    if (!is.sshd_problem.empty()) text += row("sshd -T", name_width, is.sshd_problem);
    for (const stack::SshWay& way : is.ways) {
        std::string methods;
        for (const std::string& one : way.methods) methods += (methods.empty() ? "" : ",") + one;
        text += row(methods, name_width,
                    way.without_code == Certainty::yes  ? "gets in without a code"
                    : way.with_code == Certainty::no    ? "never gets in"
                    : way.without_code == Certainty::no ? "gets in with a code"
                                                        : "depends on the lines of PAM");
    }
    return text;
}

// The sentence that refuses; what is told of the account may stand before it.
std::string refusal_in(const std::vector<std::string>& shown) {
    for (const std::string& line : shown)
        if (const std::size_t end = line.find(" (reference"); end != std::string::npos)
            return line.substr(0, end);
    return shown.empty() ? "" : shown.front();
}

std::string verdict_text(const Rehearsed& first, bool can_ask) {
    const CauseAdvice& words = advice_of(first.verdict.cause);
    std::string text;
    if (first.messages == 0) {
        text += "  -> " + std::string(words.why) + "\n";
        if (const std::string read = refusal_in(first.shown); !read.empty())
            text += "     The person reads: " + read + "\n";
        if (!first.problem.empty()) text += "     " + printable(first.problem, 300) + "\n";
        if (!words.todo.empty()) text += "     " + std::string(words.todo) + "\n";
        return text;
    }
    return can_ask
               ? "  -> a message would be sent and a code asked for\n"
               : "  -> a message would be sent, and nobody asked for the code: no login succeeds\n";
}

}  // namespace

std::string as_text(const Explanation& is) {
    std::string text = "A login of " + printable(is.user, 64) + " at " + is.service +
                       (is.remote_host.empty() ? "" : " from " + printable(is.remote_host, 64)) +
                       ", on paper: nothing is sent or counted.\n" +
                       (is.note.empty() ? "" : printable(is.note, 400) + "\n") + "\n" +
                       stack_text(is) + "\n";
    if (!is.courses.empty() && is.courses.front().by_us) {
        text += "Rules of the login, in their order\n";
        if (!is.settings.empty()) text += row("settings", name_width, is.settings);
        for (const Rule& rule : is.rules())
            if (rule.name != "answer")  // of the course, no rule
                text += row(rule.name, name_width, found_in_words(rule));
        text += verdict_text(*is.courses.front().by_us, is.can_ask);
        if (!is.outage.empty()) text += row("outage", name_width, is.outage);
        text += "\n";
    }
    text += "What would happen\n";
    for (const CourseTaken& course : is.courses)
        text += row(course_in_words(course), name_width, ending(course, is.service));
    return text;
}

Json as_json(const Explanation& is) {
    Json rules = Json::array();
    for (const Rule& rule : is.rules())
        rules.append(Json::object().set("rule", rule.name).set("found", rule.found));
    Json courses = Json::array();
    for (const CourseTaken& course : is.courses) {
        Json one = Json::object();
        one.set("course", course.name).set("gets_in", word(course.gets_in));
        Json results = Json::array();
        for (const std::string& result : course.results) results.append(Json(result));
        Json messages = Json::array();
        for (const unsigned number : course.messages) messages.append(Json(std::int64_t{number}));
        one.set("results", results).set("messages", messages);
        if (course.by_us) {
            const Verdict& verdict = course.by_us->verdict;
            one.set("verdict", infobip_otp::word(verdict.ruling));
            one.set("cause", infobip_otp::word(verdict.cause));
            one.set("answer", stack::word(static_cast<stack::PamResult>(course.by_us->pam_code)));
            one.set("problem", course.by_us->problem);
        }
        courses.append(one);
    }
    return Json::object()
        .set("schema", "infobip-otp explain 1")
        .set("user", is.user)
        .set("service", is.service)
        .set("remote_host", is.remote_host)
        .set("place", is.our_place)
        .set("note", is.note)
        .set("key", Json(is.key_accepted))
        .set("rules", rules)
        .set("outage", is.outage)
        .set("courses", courses);
}

}  // namespace infobip_otp::admin
