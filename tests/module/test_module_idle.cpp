// SPDX-License-Identifier: MIT
// The right code gets in, whenever it is typed: before, at and after the moment when the server
// ends the idle connection, however it ends it.
#include <security/pam_appl.h>

#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "cmocka.hpp"
#include "module/fault_server_process.hpp"
#include "module/host_process.hpp"
#include "module/module_fixture.hpp"

using namespace infobip_otp::testing;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds idle_limit = 600ms;
constexpr const char* right = "123456";

constexpr const char* endings[] = {"idle-close", "idle-goodbye", "idle-goodbye-and-stay",
                                   "idle-reset", "idle-half-close"};

// Around the limit, and across the moment itself: 10 of them for each ending, 4 times over.
constexpr milliseconds offsets[] = {-100ms, -20ms, -5ms, -1ms, 0ms, 1ms, 2ms, 5ms, 20ms, 100ms};
constexpr unsigned rounds = 4;

unsigned count(const std::string& text, const std::string& part) {
    unsigned number = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at) ++number;
    return number;
}

class Person {
  public:
    Person(HostProcess& host, const FaultServerProcess& server) {
        login_.host.process = &host;
        login_.whole_settings("base_url = " + server.base_url() +
                              "\nca_file = " + server.ca_file() +
                              "\napplication_id = A\nmessage_id = M\nresend_wait = 0s\n"
                              "verify_pause = 0s\nunanswered_per_user = 100/1h\n"
                              "sends_per_user = 100/1h\nfailures_per_user = 100/1h\n");
    }

    // Types the right code so long after the prompt, and again where the module asks for it again.
    std::string log_in_after(milliseconds wait) {
        const Typed later(Typed::Later{[wait] {
            std::this_thread::sleep_for(wait);
            return std::string(right);
        }});
        const PamResult result = login_.log_in({later, right, right});
        asked_again += result.prompts - 1;
        return result.code == PAM_SUCCESS ? "" : result.log + result.transcript;
    }

    unsigned asked_again = 0;

  private:
    ModuleFixture login_;
};

// All logins with one ending of the connection; what went wrong.
std::string log_in_around_the_limit(HostProcess& host, FaultServerProcess& server,
                                    const char* ending) {
    Person person(host, server);
    std::string wrong;
    for (unsigned round = 0; round < rounds; ++round)
        for (const milliseconds offset : offsets)
            if (const auto seen = person.log_in_after(idle_limit + offset); !seen.empty())
                wrong += "typed " + std::to_string(offset.count()) + " ms from the limit: " + seen;
    const std::string said = server.end();
    const unsigned logins = rounds * std::size(offsets);
    if (count(said, "request POST /2fa/2/pin\n") != logins)
        wrong += "not one message for each login\n";
    // A code that was typed once is read once at most.
    const unsigned verifies = count(said, "/verify\n");
    if (verifies < logins || verifies > logins + person.asked_again)
        wrong += std::to_string(verifies) + " checks of " + std::to_string(logins) + " codes, " +
                 std::to_string(person.asked_again) + " of them typed again\n";
    print_message("           %s: %u logins, %u asked again\n", ending, logins, person.asked_again);
    return wrong.empty() ? "" : std::string(ending) + ": " + wrong;
}

TEST(the_right_code_gets_in_whenever_it_is_typed) {
    std::vector<std::unique_ptr<HostProcess>> hosts;
    std::vector<std::unique_ptr<FaultServerProcess>> servers;
    for (const char* ending : endings) {
        hosts.push_back(std::make_unique<HostProcess>());
        servers.push_back(
            std::make_unique<FaultServerProcess>(ending, std::to_string(idle_limit.count())));
    }
    ModuleFixture::sandbox();  // its threads may not start beside the others
    std::string wrong[std::size(endings)];
    std::vector<std::thread> people;
    for (std::size_t i = 0; i < std::size(endings); ++i)
        people.emplace_back([&, i] {
            try {
                wrong[i] = log_in_around_the_limit(*hosts[i], *servers[i], endings[i]);
            } catch (const std::exception& error) {
                wrong[i] = error.what();
            }
        });
    for (std::thread& person : people) person.join();
    std::string all;
    for (const std::string& one : wrong) all += one;
    if (!all.empty()) fail_msg("%s", all.c_str());
}

TEST(a_code_typed_at_once_goes_over_the_connection_of_its_message) {
    HostProcess host;
    FaultServerProcess server("idle-goodbye", "10000");
    Person person(host, server);
    assert_text(person.log_in_after(0ms), "");
    const std::string said = server.end();
    assert_int_equal(count(said, "connection\n"), 1);
    assert_int_equal(count(said, "request "), 2);
}

int end_sandbox(void**) {
    ModuleFixture::end_sandbox();
    return 0;
}

}  // namespace

int main() {
    return run_the_tests("module_idle", nullptr, end_sandbox);
}
