// SPDX-License-Identifier: MIT
// Faults of the network and the service, at the message, at its repetition and at the check: cause,
// code, deadline, and that no request is ever made twice. The rows are those of docs/verdicts.md;
// fail-open is on and the person remote, where a mistake would cost most.
#include <security/pam_appl.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <thread>

#include "cmocka.hpp"
#include "fakes/yardstick.hpp"
#include "module/canned_server.hpp"
#include "module/driven_login.hpp"
#include "module/fault_server_process.hpp"
#include "sandbox/quirks.hpp"

using namespace infobip_otp::testing;
namespace sandbox = infobip_otp::sandbox;

namespace {

using std::chrono::seconds;

bool is_outage(const std::string& cause) {
    return cause == "not_reached" || cause == "no_answer" || cause == "provider_fault";
}

// What a cell of the tables means for the end of the login.
struct Expected {
    std::string cause;
    const char* ruling;
    int code;
};

Expected expected_of(const std::string& cell) {
    if (cell == "accepted" || cell == "goes on" || cell == "new code")
        return {"code_accepted", "granted", PAM_SUCCESS};
    if (cell == "asks again") return {"conversation_gone", "denied", PAM_MAXTRIES};
    if (is_outage(cell)) return {"unreachable_allowed", "granted", PAM_SUCCESS};
    return {cell, "denied", PAM_MAXTRIES};
}

// What is not as the cell says; empty: nothing.
std::string judge(const std::string& cell, const DrivenResult& seen) {
    const Expected expected = expected_of(cell);
    const std::string verdict =
        std::string(" verdict=") + expected.ruling + " cause=" + expected.cause + " ";
    const std::string outcome = " outcome=" + cell;
    std::string wrong = seen.problem;
    if (seen.pam.crashed) wrong += "the host crashed; ";
    if (seen.pam.log.find(verdict) == std::string::npos) wrong += "no" + verdict + "; ";
    if (is_outage(cell) && seen.pam.log.find(outcome) == std::string::npos)
        wrong += "no" + outcome + "; ";
    if (seen.pam.code != expected.code) wrong += "code " + std::to_string(seen.pam.code) + "; ";
    if (!seen.pam.changed.empty()) wrong += "the host is not as it was: " + seen.pam.changed;
    return wrong.empty() ? "" : wrong + "\n" + seen.pam.log + seen.pam.transcript;
}

// "send" of {"requests":{"send":1},"sends":1}.
unsigned count_of(const std::string& counters, const std::string& name) {
    const std::size_t at = counters.find("\"" + name + "\":");
    if (at == std::string::npos) return 0;
    return static_cast<unsigned>(std::stoul(counters.substr(at + name.size() + 3)));
}

struct Phase {
    const char* column;
    const char* route;
    const char* settings;
    const char* typed;
};

constexpr Phase phases[] = {
    {"at the message", "send", "`resends = 0`", "right"},
    {"at the repetition", "resend", "`resends = 2`", "r, right"},
    {"at the check", "verify", "`resends = 0`", "right"},
};

std::vector<Door>& doors() {
    static std::vector<Door> all = [] {
        std::vector<Door> made;
        for (const Phase& phase : phases) made.push_back({phase.column, true, true, true});
        return made;
    }();
    return all;
}

// One request for one answer, and never more messages than were paid for.
std::string judge_counters(const Phase& phase, const std::string& cell, const std::string& seen) {
    const unsigned wanted_sends = cell == "new code" ? 2 : 1;
    std::string wrong;
    if (count_of(seen, phase.route) != 1 && cell != "new code") wrong = "not one request: ";
    if (count_of(seen, "send") != wanted_sends) wrong = "not one send request: ";
    if (count_of(seen, "resend") > 1) wrong = "repeated twice: ";
    if (count_of(seen, "verify") > 1) wrong = "checked twice: ";
    const unsigned most = std::string(phase.route) == "resend" ? 2 : 1;
    if (count_of(seen, "sends") > most) wrong = "more messages than paid for: ";
    return wrong.empty() ? "" : wrong + seen + "\n";
}

std::string drive_phase(const DocRow& row, const Phase& phase, Door& door,
                        std::atomic<bool>& starved) {
    const std::string& cell = row.at(phase.column);
    if (cell.empty()) return "";
    for (const std::string& quirk : in_backticks(row.at("quirks")))
        door.sandbox->control("quirks set " + quirk);
    door.sandbox->control("counters reset");
    const DocRow how = {{"settings", row.at("settings") + " " + phase.settings},
                        {"the service", "`" + in_backticks(row.at("the service")).at(0) +
                                            ",route=" + phase.route + "`"},
                        {"before", "an outage"},
                        {"typed", phase.typed}};
    const auto begun = std::chrono::steady_clock::now();
    const DrivenResult seen = drive(how, door);
    const auto taken = std::chrono::steady_clock::now() - begun;
    if (seen.starved) starved = true;
    std::string wrong = judge(cell, seen);
    wrong += judge_counters(phase, cell, door.sandbox->control("counters"));
    // Three exchanges of 8 s each, and what the machine takes.
    if (taken > seconds(3 * 9) + stretched(seconds(5))) wrong += "it took too long\n";
    if (!row.at("quirks").empty()) door.sandbox->control("quirks set error-envelope=old");
    return wrong.empty() ? "" : "FAULT " + row.at("fault") + " " + phase.column + ": " + wrong;
}

// One row at all phases at once.
std::string drive_phases(const DocRow& row, std::atomic<bool>& starved) {
    for (Door& door : doors()) prepare(door);
    std::string wrong[std::size(phases)];
    std::vector<std::thread> people;
    for (std::size_t i = 0; i < std::size(phases); ++i)
        people.emplace_back([&, i] {
            try {
                wrong[i] = drive_phase(row, phases[i], doors()[i], starved);
            } catch (const std::exception& error) {
                wrong[i] = row.at("fault") + ": " + error.what() + "\n";
            }
        });
    for (std::thread& person : people) person.join();
    std::string all;
    for (const std::string& one : wrong) all += one;
    return all;
}

TEST(every_fault_of_the_service_ends_as_the_page_says) {
    std::string all;
    const auto rows = read_doc_table(VERDICTS, "Faults of the service and of the network");
    for (const DocRow& row : rows)
        all +=
            unless_starved([&](std::atomic<bool>& starved) { return drive_phases(row, starved); });
    print_message("           %zu faults at 3 moments\n", rows.size());
    std::fputs(all.c_str(), stderr);
    assert_true(all.empty());
}

// The defaults of the quirks that a row names.
std::string reset_of(const DocRow& row) {
    std::string back;
    for (const std::string& quirk : in_backticks(row.at("quirks")))
        for (const sandbox::QuirkRow& known : sandbox::quirk_table())
            if (quirk.starts_with(std::string(known.name) + "="))
                back += " " + std::string(known.name) + "=" +
                        std::string(known.values.substr(0, known.values.find(' ')));
    return back;
}

std::string drive_quirk(const DocRow& row, Door& door, std::atomic<bool>& starved) {
    prepare(door);
    door.sandbox->control("quirks set " + in_backticks(row.at("quirks")).at(0));
    const DocRow how = {{"settings", row.at("settings") + " `failures_per_user = 20/1h`"},
                        {"the service", ""},
                        {"before", ""},
                        {"typed", row.at("typed")}};
    const DrivenResult seen = drive(how, door);
    if (seen.starved) starved = true;
    door.sandbox->control("quirks set" + reset_of(row));
    std::string wrong = judge(row.at("ends as"), seen);
    if (std::to_string(seen.messages) != row.at("messages"))
        wrong += "messages: " + std::to_string(seen.messages) + "\n";
    return wrong.empty() ? "" : "QUIRK " + row.at("way") + ": " + wrong;
}

TEST(every_quirk_of_the_service_ends_as_the_page_says) {
    std::string wrong;
    for (const DocRow& row : read_doc_table(VERDICTS, "Ways of the service that nobody knows"))
        wrong += unless_starved(
            [&](std::atomic<bool>& starved) { return drive_quirk(row, doors()[0], starved); });
    std::fputs(wrong.c_str(), stderr);
    assert_true(wrong.empty());
}

// The first value of a quirk is the default, under which every other login is made.
TEST(no_quirk_of_the_sandbox_is_without_a_login) {
    std::string driven = " ";
    for (const char* table :
         {"Faults of the service and of the network", "Ways of the service that nobody knows"})
        for (const DocRow& row : read_doc_table(VERDICTS, table))
            for (const std::string& quirk : in_backticks(row.at("quirks"))) driven += quirk + " ";
    for (const sandbox::QuirkRow& known : sandbox::quirk_table()) {
        std::istringstream values{std::string(known.values)};
        std::string value;
        values >> value;
        while (values >> value)
            assert_contains(driven, " " + std::string(known.name) + "=" + value + " ");
    }
}

unsigned times(const std::string& text, const std::string& part) {
    unsigned count = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++count;
    return count;
}

std::string drive_below_http(const DocRow& row, Door& door, std::atomic<bool>& starved) {
    prepare(door);
    FaultServerProcess server(in_backticks(row.at("fault-server")).at(0));
    const DocRow how = {{"settings", "`base_url = " + server.base_url() + "` `ca_file = " +
                                         server.ca_file() + "` " + row.at("settings")},
                        {"the service", ""},
                        {"before", "an outage"},
                        {"typed", row.at("typed")}};
    const auto begun = std::chrono::steady_clock::now();
    const DrivenResult seen = drive(how, door);
    const auto taken = std::chrono::steady_clock::now() - begun;
    if (seen.starved) starved = true;
    const std::string said = server.end();
    std::string here = judge(row.at("ends as"), seen);
    if (std::to_string(times(said, "request ")) != row.at("requests")) here += "requests: " + said;
    // A failed exchange looks once more at the way, by a connection that says nothing; it may come
    // too late to be seen.
    const unsigned wanted = static_cast<unsigned>(std::stoul(row.at("connections")));
    const unsigned seen_connections = times(said, "connection");
    if (seen_connections != wanted && seen_connections != wanted + 1)
        here += "connections: " + said;
    if (taken > seconds(2 * 9) + stretched(seconds(5))) here += "it took too long\n";
    return here.empty() ? "" : "FAULT " + row.at("fault") + ": " + here;
}

TEST(every_fault_below_http_ends_as_the_page_says) {
    std::string wrong;
    for (const DocRow& row : read_doc_table(VERDICTS, "Faults below HTTP"))
        wrong += unless_starved(
            [&](std::atomic<bool>& starved) { return drive_below_http(row, doors()[0], starved); });
    std::fputs(wrong.c_str(), stderr);
    assert_true(wrong.empty());
}

TEST(every_answer_is_believed_only_if_it_is_one) {
    Door& door = doors()[0];
    std::string wrong;
    const auto rows = read_doc_table(VERDICTS, "Answers to the check");
    for (const DocRow& row : rows) {
        prepare(door);
        CannedServer server;
        server.verify_answer =
            CannedServer::answer(std::stoi(row.at("status")), in_backticks(row.at("body")).at(0));
        const DocRow how = {{"settings", "`base_url = " + server.base_url() + "` `resends = 0`"},
                            {"the service", ""},
                            {"before", ""},
                            {"typed", "123456"}};
        std::string here = judge(row.at("ends as"), drive(how, door));
        if (server.sends != 1 || server.verifies != 1) here += "not one request each\n";
        if (!here.empty()) wrong += "ANSWER " + row.at("answer") + ": " + here;
    }
    print_message("           %zu answers\n", rows.size());
    std::fputs(wrong.c_str(), stderr);
    assert_true(wrong.empty());
}

int close_doors(void**) {
    doors().clear();
    return 0;
}

}  // namespace

int main() {
    return run_the_tests("module_faults", nullptr, close_doors);
}
