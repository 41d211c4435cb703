// SPDX-License-Identifier: MIT
// docs/verdicts.md, row by row: each way out of a login through the built module, in every kind of
// host, with and without when_unreachable = allow.
#include <security/pam_appl.h>
#include <syslog.h>

#include <algorithm>
#include <cstdio>
#include <set>
#include <sstream>
#include <thread>

#include "cmocka.hpp"
#include "infobip_otp/verdict.hpp"
#include "module/driven_login.hpp"

using namespace infobip_otp::testing;

namespace {

constexpr const char* sections[] = {"Let in", "Exempt", "Denied: the person and the account",
                                    "Denied: Infobip and the way to it", "Denied: this machine"};
constexpr const char* let_in = "let-in";

std::map<std::string, DocRow> by_name(const std::vector<DocRow>& rows) {
    std::map<std::string, DocRow> named;
    for (const DocRow& row : rows) named[row.at("row")] = row;
    return named;
}

std::vector<DocRow> all_rows() {
    std::vector<DocRow> rows;
    for (const char* section : sections)
        for (DocRow& row : read_doc_table(VERDICTS, section)) rows.push_back(std::move(row));
    return rows;
}

std::vector<DocRow> all_ways() {
    return read_doc_table(VERDICTS, "How each row is brought about");
}

std::string name_of(int code) {
    switch (code) {
        case PAM_SUCCESS: return "SUCCESS";
        case PAM_MODULE_UNKNOWN: return "IGNORE";  // PamHost::stack_with_ignore
        case PAM_MAXTRIES: return "MAXTRIES";
        case PAM_ABORT: return "ABORT";
        case PAM_USER_UNKNOWN: return "USER_UNKNOWN";
        case PAM_SERVICE_ERR: return "SERVICE_ERR";
        case PAM_CONV_ERR: return "CONV_ERR";
        case PAM_BUF_ERR: return "BUF_ERR";
        case PAM_SYSTEM_ERR: return "SYSTEM_ERR";
        default: return "code " + std::to_string(code);
    }
}

std::vector<std::string> events_of(const std::string& log) {
    std::vector<std::string> events;
    for (std::size_t at = 0; (at = log.find("event=", at)) != std::string::npos; ++at)
        events.push_back(log.substr(at + 6, log.find_first_of(" \n", at) - at - 6));
    return events;
}

const char* ruling_of(const std::string& code) {
    if (code == "SUCCESS") return "granted";
    return code == "IGNORE" ? "exempt" : "denied";
}

// Every line of a login has its request id, and what the person sees of it finds them. Where there
// is no id there is no more than the verdict, and nobody to tell.
bool lines_have_the_request(const PamResult& pam) {
    const std::size_t shown = pam.transcript.find("(reference ");
    const std::size_t first = pam.log.find(" request=");
    if (first == std::string::npos) return pam.log_lines.size() == 1 && shown == std::string::npos;
    const std::string request = pam.log.substr(first, 9 + 16);
    return (shown == std::string::npos ||
            pam.transcript.compare(shown + 11, 7, request.substr(9, 6) + ")") == 0) &&
           std::all_of(pam.log_lines.begin(), pam.log_lines.end(), [&](const LogLine& line) {
               return line.text.find(request + " ") != std::string::npos ||
                      line.text.find("event=") == std::string::npos;  // libpam's own
           });
}

// What is not as the row says; empty: nothing.
std::string judge(const DocRow& row, const DocRow& expected, const Door& door,
                  const DrivenResult& seen) {
    std::ostringstream wrong;
    const PamResult& pam = seen.pam;
    const std::string& code = expected.at(door.in_sshd ? "in sshd" : "elsewhere");
    if (!seen.problem.empty()) wrong << "could not be driven: " << seen.problem << "\n";
    if (pam.crashed) wrong << "the host crashed\n";
    if (name_of(pam.code) != code)
        wrong << "code " << name_of(pam.code) << ", not " << code << "\n";
    const std::string verdict =
        std::string(" verdict=") + ruling_of(code) + " cause=" + expected.at("cause") + " ";
    if (pam.log.find(verdict) == std::string::npos) wrong << "no" << verdict << "in the log\n";
    // An outage that lets in has the exchanges of its own row in the log.
    if (events_of(pam.log) != in_backticks(row.at("log"))) wrong << "other events in the log\n";
    if (std::to_string(seen.messages) != row.at("messages"))
        wrong << seen.messages << " messages\n";
    for (const std::string& sentence : in_backticks(expected.at("the person sees")))
        if (pam.transcript.find(sentence) == std::string::npos)
            wrong << "not shown: " << sentence << "\n";
    if (expected.at("the person sees").empty() && pam.transcript.find("(ref") != std::string::npos)
        wrong << "something was shown\n";
    if (!lines_have_the_request(pam)) wrong << "lines of another request, or of none\n";
    for (const LogLine& line : pam.log_lines)
        if ((line.priority & LOG_FACMASK) != LOG_AUTHPRIV)
            wrong << "not of LOG_AUTHPRIV: " << line.text << "\n";
    if (pam.answered_too_often > 0) wrong << "more prompts than expected\n";
    if (wrong.str().empty()) return "";
    return "ROW " + row.at("row") + " " + door.name + ":\n" + wrong.str() + "--- shown\n" +
           pam.transcript + "--- logged\n" + pam.log;
}

std::vector<Door>& doors() {
    static std::vector<Door> all = [] {
        std::vector<Door> made;
        made.push_back({"in sshd, deny", true, true, false});
        made.push_back({"in sshd, allow", true, true, true});
        made.push_back({"elsewhere, remote, deny", false, true, false});
        made.push_back({"elsewhere, remote, allow", false, true, true});
        made.push_back({"elsewhere, at this machine, deny", false, false, false});
        made.push_back({"elsewhere, at this machine, allow", false, false, true});
        made.push_back({"in sshd without an address, allow", true, false, true});
        return made;
    }();
    return all;
}

// One row at all doors at once.
std::string drive_everywhere(const DocRow& row, const DocRow& how, const DocRow& outage,
                             std::atomic<bool>& starved) {
    for (Door& door : doors()) prepare(door);
    std::vector<std::string> wrong(doors().size());
    std::vector<std::thread> people;
    for (std::size_t i = 0; i < doors().size(); ++i)
        people.emplace_back([&, i] {
            Door& door = doors()[i];
            const bool gets_in = row.at("lets in") == "yes" && door.allows && door.remote;
            try {
                const DrivenResult seen = drive(how, door);
                if (seen.starved) starved = true;
                wrong[i] = judge(row, gets_in ? outage : row, door, seen);
            } catch (const std::exception& error) {
                wrong[i] = "ROW " + row.at("row") + " " + door.name + ": " + error.what() + "\n";
            }
        });
    for (std::thread& person : people) person.join();
    std::string all;
    for (const std::string& one : wrong) all += one;
    return all;
}

TEST(every_row_comes_out_as_the_page_says) {
    const auto rows = by_name(all_rows());
    std::string wrong;
    unsigned logins = 0;
    for (const DocRow& how : all_ways()) {
        if (!rows.contains(how.at("row"))) continue;  // another test tells
        if (!can_be_driven(how)) continue;
        wrong += unless_starved([&](std::atomic<bool>& starved) {
            return drive_everywhere(rows.at(how.at("row")), how, rows.at(let_in), starved);
        });
        logins += static_cast<unsigned>(doors().size());
    }
    print_message("           %u logins\n", logins);
    // Longer than what cmocka prints.
    std::fputs(wrong.c_str(), stderr);
    assert_true(wrong.empty());
}

TEST(every_row_is_driven_and_everything_driven_has_a_row) {
    const auto rows = by_name(all_rows());
    const auto ways = by_name(all_ways());
    for (const auto& [name, row] : rows)
        if (!ways.contains(name) && name != let_in) fail_msg("%s is not driven", name.c_str());
    for (const auto& [name, way] : ways)
        if (!rows.contains(name)) fail_msg("%s is driven and has no row", name.c_str());
    assert_int_equal(rows.size(), all_rows().size());
}

TEST(every_cause_has_a_row) {
    std::set<std::string> causes;
    for (const DocRow& row : all_rows()) causes.insert(row.at("cause"));
    for (int number = 0; number <= static_cast<int>(infobip_otp::Cause::bug); ++number) {
        const std::string cause(infobip_otp::word(static_cast<infobip_otp::Cause>(number)));
        if (causes.erase(cause) == 0) fail_msg("no row has the cause %s", cause.c_str());
    }
    for (const std::string& cause : causes) fail_msg("%s is no cause", cause.c_str());
}

TEST(success_and_ignore_stand_in_their_own_rows_only) {
    for (const DocRow& row : read_doc_table(VERDICTS, sections[0]))
        for (const char* where : {"in sshd", "elsewhere"}) assert_text(row.at(where), "SUCCESS");
    for (const DocRow& row : read_doc_table(VERDICTS, sections[1]))
        for (const char* where : {"in sshd", "elsewhere"}) assert_text(row.at(where), "IGNORE");
    for (std::size_t i = 2; i < std::size(sections); ++i)
        for (const DocRow& row : read_doc_table(VERDICTS, sections[i]))
            for (const char* where : {"in sshd", "elsewhere"})
                assert_string_equal(ruling_of(row.at(where)), "denied");
}

TEST(only_an_outage_lets_in) {
    for (const DocRow& row : all_rows()) {
        const std::string& cause = row.at("cause");
        const bool outage =
            cause == "provider_fault" || cause == "not_reached" || cause == "no_answer";
        assert_text(row.at("lets in"), outage ? "yes" : "");
    }
}

TEST(after_a_message_every_denial_stops_the_host) {
    for (const DocRow& row : all_rows()) {
        if (row.at("messages") == "0" || row.at("in sshd") == "SUCCESS") continue;
        assert_text(row.at("in sshd"), "MAXTRIES");
        assert_text(row.at("elsewhere"), "ABORT");
    }
}

int close_doors(void**) {
    doors().clear();
    return 0;
}

}  // namespace

int main() {
    return run_the_tests("verdict_table", nullptr, close_doors);
}
