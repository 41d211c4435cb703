// SPDX-License-Identifier: MIT
// Which login counts as one that used a code.
#include "admin/code_login.hpp"

#include "cmocka.hpp"

using namespace infobip_otp;
using namespace infobip_otp::admin;
using namespace std::chrono_literals;

namespace {

constexpr WallTime enabled{1'000'000s};

std::vector<Ancestor> shell_in(const std::string& host, std::chrono::seconds begun_after) {
    return {{"bash", enabled + begun_after + 1s},
            {host, enabled + begun_after},
            {"systemd", enabled - 90000s}};
}

// The account's newest message, and whether the right code followed.
AccountRecord message(std::chrono::seconds sent_after, bool answered) {
    AccountRecord record;
    record.sends = {enabled - 5000s, enabled + sent_after};
    if (!answered) record.unanswered = {enabled + sent_after};
    return record;
}

TEST(a_new_login_with_the_right_code_counts) {
    for (const char* host : {"sudo", "sshd", "sshd-session", "su", "login"})
        assert_true(used_code(shell_in(host, 60s), enabled, message(61s, true)));
    assert_true(used_code(shell_in("sudo", 60s), enabled, message(60s, true)));
}

TEST(others_do_not) {
    // It began before the change.
    assert_false(used_code(shell_in("sshd", -60s), enabled, message(61s, true)));
    // The code was for an earlier login.
    assert_false(used_code(shell_in("sudo", 60s), enabled, message(30s, true)));
    // No code was typed.
    assert_false(used_code(shell_in("sudo", 60s), enabled, message(61s, false)));
    // Nothing was ever sent.
    assert_false(used_code(shell_in("sudo", 60s), enabled, AccountRecord{}));
    assert_false(used_code(shell_in("sudo", 60s), enabled, std::nullopt));
    // No host of PAM.
    assert_false(used_code(shell_in("cron", 60s), enabled, message(61s, true)));
    assert_false(used_code({}, enabled, message(61s, true)));
}

TEST(a_login_within_another_is_enough) {
    std::vector<Ancestor> both = shell_in("sudo", 90s);
    for (const Ancestor& outer : shell_in("sshd", 30s)) both.push_back(outer);
    assert_true(used_code(both, enabled, message(31s, true)));
}

TEST(a_line_of_proc_is_read_whatever_the_name_is) {
    const std::string behind = " S 17 1 1 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 0 0";
    const auto line = read_process_line("99 (a) (b c)" + behind);
    assert_true(line.has_value());
    assert_text(line->name, "a) (b c");
    assert_int_equal(line->parent, 17);
    assert_int_equal(line->started, 4711);
    for (const char* text : {"", "99 sudo S 17", "99 (sudo) S 17", "99 )sudo( S 17"})
        assert_false(read_process_line(text).has_value());
    assert_false(read_process_line("99 (sudo) S x" + behind.substr(5)).has_value());
}

TEST(this_process_has_ancestors_that_are_older) {
    const auto all = ancestors();
    assert_true(!all.empty());
    const auto now = std::chrono::ceil<std::chrono::seconds>(std::chrono::system_clock::now());
    for (const Ancestor& one : all) assert_true(!one.name.empty() && one.started <= now);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("code_login");
}
