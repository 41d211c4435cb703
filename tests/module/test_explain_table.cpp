// SPDX-License-Identifier: MIT
// docs/verdicts.md once more: what `infobip-otp explain` foretells of a login, and then that login
// through the built module.
#include <security/pam_appl.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "admin/explanation.hpp"
#include "cmocka.hpp"
#include "module/driven_login.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;
using admin::CourseTaken;
using admin::Explanation;

namespace {

namespace fs = std::filesystem;

constexpr const char* sections[] = {"Let in", "Exempt", "Denied: the person and the account",
                                    "Denied: Infobip and the way to it", "Denied: this machine"};

// What the row's person and provider do, as a course of the rehearsal; "": nobody can foresee it.
std::string course_of(const DocRow& how) {
    if (!how.at("the service").empty()) return "";
    // explain asks no name server: a name that does not resolve is only met in a login.
    if (how.at("settings").find(".invalid") != std::string::npos) return "";
    static const std::map<std::string, std::string> by_before = {
        {"a login without an answer", "right_code"},  {"a login with the right code", "right_code"},
        {"a login of another account", "right_code"}, {"a login with a wrong code", "right_code"},
        {"no line of the account", "right_code"},     {"a number without a plus", "right_code"},
        {"recovery codes", "recovery_code"},          {"an outage", "right_code"},
        {"a name of nobody", "right_code"},           {"", "right_code"}};
    const auto found = by_before.find(how.at("before"));
    if (found == by_before.end()) return "";
    const std::string& typed = how.at("typed");
    if (how.at("settings").find("base_url = ") != std::string::npos) return "unreachable";
    for (const char* providers : {"message_id = ", "helper = ", "ca_file = "})
        if (how.at("settings").find(providers) != std::string::npos) return "";
    if (typed.empty() || typed == "nothing") return found->second;
    if (typed == "right" || typed == "recovery") return found->second;
    if (typed.starts_with("wrong") && typed.find("right") == std::string::npos)
        return how.at("settings").find("tries = 10") == std::string::npos ? "wrong_codes" : "";
    return "";
}

std::string name_of(int code) {
    switch (code) {
        case PAM_SUCCESS: return "SUCCESS";
        case PAM_IGNORE: return "IGNORE";
        case PAM_MODULE_UNKNOWN: return "IGNORE";  // PamHost::stack_with_ignore
        case PAM_MAXTRIES: return "MAXTRIES";
        case PAM_ABORT: return "ABORT";
        case PAM_USER_UNKNOWN: return "USER_UNKNOWN";
        case PAM_SERVICE_ERR: return "SERVICE_ERR";
        default: return "code " + std::to_string(code);
    }
}

std::string file_content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// Every file of the account's state, and what is in it.
std::map<std::string, std::string> state_of(const ModuleFixture& login) {
    std::map<std::string, std::string> files;
    const std::string state = login.folder.path_of("state");
    if (!fs::exists(state)) return files;
    files["."] = "";
    for (const auto& entry : fs::directory_iterator(state))
        files[entry.path().filename()] = file_content(entry.path());
    return files;
}

Explanation explain(const ModuleFixture& login, const std::string& name, const Door& door) {
    const std::string service = door.in_sshd ? "sshd" : "otp";
    const std::string lines = login.folder.path_of("explain.d");
    fs::create_directory(lines);
    std::ofstream(lines + "/" + service)
        << "auth required " PAM_MODULE " conf=" << login.folder.path_of("conf")
        << "\nauth required pam_permit.so\naccount required pam_permit.so\n";
    std::ofstream(lines + "/sshd-t") << "usepam yes\nkbdinteractiveauthentication yes\n"
                                        "authenticationmethods keyboard-interactive:pam\n";
    admin::Invocation invocation;
    invocation.options = {{"--pam-dir", lines}, {"--sshd", lines + "/sshd-t"}};
    if (door.remote) invocation.options["--rhost"] = "192.0.2.7";
    auto explanation = admin::explain_login(invocation, name, service);
    if (!explanation) throw std::runtime_error(explanation.error().message);
    return *explanation;
}

const CourseTaken* find_course(const Explanation& explanation, const std::string& name) {
    const auto found =
        std::find_if(explanation.courses.begin(), explanation.courses.end(),
                     [&](const CourseTaken& one) { return one.name == name && one.by_us; });
    // Where no message would go out the outage makes no difference.
    return found == explanation.courses.end() ? nullptr : &*found;
}

// What was foretold otherwise than the page says; empty: nothing.
std::string judge_foretold(const CourseTaken& course, const DocRow& expected, const Door& door) {
    std::ostringstream wrong;
    const admin::Rehearsed& us = *course.by_us;
    const std::string& code = expected.at(door.in_sshd ? "in sshd" : "elsewhere");
    if (word(us.verdict.cause) != expected.at("cause"))
        wrong << "foretold cause " << word(us.verdict.cause) << "\n";
    if (name_of(us.pam_code) != code) wrong << "foretold code " << name_of(us.pam_code) << "\n";
    if (std::to_string(us.messages) != expected.at("messages") && !expected.at("messages").empty())
        wrong << "foretold " << us.messages << " messages\n";
    std::string shown;
    for (const std::string& line : us.shown) shown += line + "\n";
    const bool told_by_module =
        us.verdict.cause == Cause::settings || us.verdict.cause == Cause::key_file;
    for (const std::string& sentence : in_backticks(expected.at("the person sees")))
        if (shown.find(sentence) == std::string::npos && !told_by_module)
            wrong << "not foretold: " << sentence << "\n";
    // The line of pam_permit.so lets in those whom ours does not ask.
    const bool in = code == "SUCCESS" || code == "IGNORE";
    if ((course.gets_in == stack::Certainty::yes) != in) wrong << "foretold who gets in\n";
    return wrong.str();
}

std::string drive_and_compare(const DocRow& row, const DocRow& how, const DocRow& let_in,
                              Door& door, std::atomic<bool>& starved) {
    prepare(door);
    const bool gets_in = row.at("lets in") == "yes" && door.allows && door.remote;
    const DocRow& expected = gets_in ? let_in : row;
    const std::string name = how.at("before") == "a name of nobody" ? "no-such-account" : user;
    std::string wrong;
    const auto foretell = [&](const ModuleFixture& login) {
        const auto state = state_of(login);
        const unsigned messages = door.sandbox->messages();
        const Explanation explanation = explain(login, name, door);
        if (state_of(login) != state) wrong += "something was counted\n";
        if (door.sandbox->messages() != messages) wrong += "a message was sent\n";
        const CourseTaken* course = find_course(explanation, course_of(how));
        wrong += course == nullptr ? "not foretold\n" : judge_foretold(*course, expected, door);
    };
    const DrivenResult real = drive(how, door, nullptr, foretell);
    if (real.starved) starved = true;
    const std::string& code = expected.at(door.in_sshd ? "in sshd" : "elsewhere");
    if (!real.problem.empty()) wrong += "could not be driven: " + real.problem + "\n";
    if (name_of(real.pam.code) != code) wrong += "really: code " + name_of(real.pam.code) + "\n";
    if (real.pam.log.find(" cause=" + expected.at("cause") + " ") == std::string::npos)
        wrong += "really: another cause\n";
    return wrong.empty() ? "" : "ROW " + row.at("row") + " " + door.name + ":\n" + wrong;
}

std::vector<Door> make_doors() {
    std::vector<Door> doors;
    doors.push_back({"in sshd, remote, deny", true, true, false});
    doors.push_back({"in sshd, remote, allow", true, true, true});
    doors.push_back({"elsewhere, at this machine, allow", false, false, true});
    return doors;
}

TEST(what_is_foretold_is_what_happens) {
    std::map<std::string, DocRow> rows;
    for (const char* section : sections)
        for (DocRow& row : read_doc_table(VERDICTS, section)) rows[row.at("row")] = row;
    std::vector<Door> doors = make_doors();
    std::string wrong;
    unsigned driven = 0;
    std::string names;
    for (const DocRow& how : read_doc_table(VERDICTS, "How each row is brought about")) {
        if (!rows.contains(how.at("row")) || course_of(how).empty()) continue;
        names += " " + how.at("row");
        for (Door& door : doors) {
            wrong += unless_starved([&](std::atomic<bool>& starved) {
                return drive_and_compare(rows.at(how.at("row")), how, rows.at("let-in"), door,
                                         starved);
            });
            ++driven;
        }
    }
    print_message("           foretold and seen, %u logins:%s\n", driven, names.c_str());
    std::fputs(wrong.c_str(), stderr);
    assert_true(wrong.empty());
    for (const char* row : {"code",
                            "wrong-codes",
                            "exempt-group",
                            "exempt-without-phone",
                            "unanswered-limit",
                            "sends-limit",
                            "host-limit",
                            "failures-limit",
                            "failures-limit-reached",
                            "too-soon",
                            "no-phone",
                            "unknown-account",
                            "bad-number",
                            "country",
                            "no-first-factor",
                            "not-reached",
                            "recovery-code",
                            "recovery-code-first",
                            "bad-settings",
                            "no-users-file",
                            "no-state"})
        if ((names + " ").find(std::string(" ") + row + " ") == std::string::npos)
            fail_msg("%s was not compared", row);
}

}  // namespace

int main() {
    return run_the_tests("explain_table");
}
