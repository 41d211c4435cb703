// SPDX-License-Identifier: MIT
// Sudo's Defaults, read by the real cvtsudoers, and what is in force for whom.
#include <chrono>

#include "admin/read_sudo_defaults.hpp"
#include "cmocka.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using namespace infobip_otp::stack;
using infobip_otp::admin::read_sudo_defaults;

namespace {

std::vector<SudoDefault> defaults_of(const std::string& rules, const std::string& account = "") {
    const testing::TemporaryFolder folder;
    folder.write("sudoers", rules, 0440);
    const auto read = read_sudo_defaults(folder.path_of("sudoers"), account);
    if (!read) fail_msg("%s", read.error().message.c_str());
    return *read;
}

std::string texts(const std::vector<SudoDefault>& defaults) {
    std::string all;
    for (const SudoDefault& one : defaults) all += one.text() + "\n";
    return all;
}

SudoInForce in_force(const std::string& rules, const std::string& account, bool is_login = false) {
    return sudo_in_force(defaults_of(rules, account), account, is_login);
}

TEST(defaults_are_read_with_whom_they_are_for) {
    assert_text(texts(defaults_of("User_Alias X = daemon, !bin\n"
                                  "Defaults!/bin/ls pam_service=c\n"
                                  "Defaults>root !targetpw\n"
                                  "Defaults:X,%adm timestamp_timeout = -1, rootpw\n"
                                  "Defaults@host passwd_timeout=0.5\n"
                                  "Defaults env_keep += \"A B\", \\\n  pam_service = \"a b\"\n"
                                  "root ALL=(ALL) NOPASSWD: ALL\n")),
                "Defaults:daemon,!bin,%adm timestamp_timeout=-1\n"
                "Defaults:daemon,!bin,%adm rootpw\n"
                "Defaults@host passwd_timeout=0.5\n"
                "Defaults pam_service=a b\n"
                "Defaults>root !targetpw\n"
                "Defaults!/bin/ls pam_service=c\n");
    assert_text(texts(defaults_of("root ALL=ALL\n")), "");
}

TEST(an_account_has_its_own_service) {
    const char* rules =
        "Defaults pam_service=for-all\nDefaults:daemon pam_service=its-own, "
        "pam_login_service=login\n";
    assert_text(in_force(rules, "daemon").service, "its-own");
    assert_text(in_force(rules, "bin").service, "for-all");
    assert_text(in_force(rules, "daemon", true).service, "login");
    assert_text(in_force(rules, "bin", true).service, "sudo-i");
    assert_text(in_force(rules, "bin").because, "Defaults pam_service=for-all");
    assert_text(in_force("", "bin").because, "");
}

TEST(the_account_that_is_asked_may_be_another) {
    assert_text(in_force("Defaults targetpw\n", "daemon").account, "root");
    assert_text(in_force("Defaults rootpw\n", "daemon").account, "root");
    assert_text(in_force("Defaults runaspw, runas_default=bin\n", "daemon").account, "bin");
    assert_text(in_force("Defaults targetpw\nDefaults:daemon !targetpw\n", "daemon").account,
                "daemon");
    assert_text(in_force("Defaults:bin rootpw\n", "daemon").account, "daemon");
}

TEST(rules_that_sudo_cannot_read_are_an_error_in_its_words) {
    const testing::TemporaryFolder folder;
    folder.write("sudoers", "Defaults targetpw\nfoo bar (\n", 0440);
    const auto read = read_sudo_defaults(folder.path_of("sudoers"), "");
    assert_false(read.has_value());
    assert_contains(read.error().message, "syntax error");
    assert_false(read_sudo_defaults("/no/such/file", "").has_value());
}

std::string found(const std::string& rules) {
    std::string all;
    const auto asks = [](const std::string& service) { return service != "touch"; };
    for (const Finding& one :
         judge_sudo_defaults(defaults_of(rules), "sudoers", asks, std::chrono::seconds(110)))
        all += std::string(word(one.level)) + " " + one.id + "\n";
    return all;
}

TEST(settings_that_lose_the_code_or_waste_it_are_named) {
    assert_text(found("Defaults pam_service=touch\n"), "failure sudo.pam-service\n");
    assert_text(found("Defaults:daemon pam_login_service=touch\n"), "failure sudo.pam-service\n");
    assert_text(found("Defaults pam_askpass_service=touch\n"), "failure sudo.pam-service\n");
    assert_text(found("Defaults pam_service=sudo-code\n"), "ok sudo.pam-service\n");
    assert_text(found("Defaults pam_service\n"), "");
    assert_text(found("Defaults pam_service=touch\nDefaults pam_service=sudo\n"), "");
    for (const char* flag : {"targetpw", "rootpw", "runaspw"}) {
        assert_text(found(std::string("Defaults ") + flag), "warning sudo.other-account\n");
        assert_text(found(std::string("Defaults !") + flag), "");
    }
    assert_text(found("Defaults timestamp_timeout=-1, timestamp_type=global\n"),
                "warning sudo.timestamp\nwarning sudo.timestamp\n");
    assert_text(found("Defaults timestamp_timeout=15, timestamp_type=ppid\n"), "");
    assert_text(found("Defaults passwd_timeout=1.5\n"), "warning sudo.passwd-timeout\n");
    assert_text(found("Defaults passwd_timeout=0\nDefaults passwd_timeout=2\n"), "");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("sudo_defaults");
}
