// SPDX-License-Identifier: MIT
// What is known of the programs that ask PAM: which cannot ask a person, and which are short of
// time.
#include "stack/judge_host.hpp"

#include "cmocka.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp::stack;
using infobip_otp::testing::TemporaryFolder;

namespace {

constexpr std::chrono::seconds usual(110);

// The ids of the findings of a service with our line.
std::string ids(const std::string& name, const Programs& programs,
                std::chrono::seconds login_timeout = usual) {
    TemporaryFolder folder;
    folder.write(name, "auth requisite pam_unix.so\nauth required pam_infobip_otp.so\n", 0644);
    const Service service = read_service({{folder.path_of("")}, {}}, name);
    std::string text;
    for (const Finding& one : judge_host(service, login_timeout, programs)) text += one.id + " ";
    return text;
}

TEST(polkit_without_a_network_sends_no_code) {
    assert_text(ids("polkit-1", {"", false}), "host.no-network ");
    assert_text(ids("polkit-1", {"", true}), "");
    assert_text(ids("sudo", {"", false}), "");
}

TEST(programs_that_answer_by_themselves_are_known) {
    for (const char* name : {"dovecot", "vsftpd", "smtp", "nginx", "cups"})
        assert_text(ids(name, {}), "host.cannot-ask ");
    for (const char* name : {"sshd", "sudo", "cockpit", "gdm-password"})
        assert_text(ids(name, {}), "");
}

TEST(login_that_waits_less_than_we_do_is_named) {
    const struct {
        const char* service;
        const char* login_defs;
        int login_timeout;
        const char* found;
    } cases[] = {
        {"login", "", 110, "login.timeout "},  // 60 where nothing is said
        {"login", "", 60, ""},
        {"login", "LOGIN_TIMEOUT 120\n", 110, ""},
        {"login", "LOGIN_TIMEOUT\t109\n", 110, "login.timeout "},
        {"login", "#LOGIN_TIMEOUT 300\n", 110, "login.timeout "},
        {"login", "LOGIN_TIMEOUT 0\n", 110, ""},  // for ever
        {"remote", "LOGIN_TIMEOUT 60\n", 110, "login.timeout "},
        {"su", "LOGIN_TIMEOUT 60\n", 110, ""},
    };
    for (const auto& one : cases)
        assert_text(
            ids(one.service, {one.login_defs, true}, std::chrono::seconds(one.login_timeout)),
            one.found);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("judge_host");
}
