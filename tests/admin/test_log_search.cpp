// SPDX-License-Identifier: MIT
// Lines of the log, read back, and what is said of a cause.
#include "admin/log_search.hpp"

#include <cstring>
#include <set>

#include "admin/cause_advice.hpp"
#include "audit/audit_line.hpp"
#include "cmocka.hpp"
#include "infobip_otp/causes.hpp"

using namespace infobip_otp;
using namespace infobip_otp::admin;

namespace {

const AuditContext context{"7F3A2C91D0B4E855", "alice", "sshd", "192.0.2.7", "ssh"};

std::string logged(const AuditEvent& event) {
    return "Nov 22 10:00:01 host sshd[7]: pam_infobip_otp(sshd:auth): " +
           audit_line(context, event) + "\n";
}

TEST(a_line_is_read_back_as_it_was_written) {
    const auto event = read_log_line(
        logged({"provider_failed", Severity::error, {{"status", "503"}, {"detail", "it broke"}}}));
    assert_true(event.has_value());
    assert_text(event->before, "Nov 22 10:00:01 host sshd[7]:");
    assert_text(event->value("event"), "provider_failed");
    assert_text(event->value("request"), "7F3A2C91D0B4E855");
    assert_text(event->value("status"), "503");
    assert_text(event->value("detail"), "it broke");
    assert_text(event->value("cause"), "");
}

TEST(what_stands_in_a_value_is_no_field) {
    const std::string text = logged({"provider_failed",
                                     Severity::error,
                                     {{"detail", "x\" cause=code_accepted \"y"}, {"last", ""}}});
    const auto event = read_log_line(text);
    assert_text(event->value("cause"), "");
    assert_text(event->value("detail"), "x' cause=code_accepted 'y");
    assert_text(event->fields.back().first, "last");
}

TEST(lines_of_others_are_none_of_ours) {
    assert_false(read_log_line("").has_value());
    assert_false(read_log_line("sshd[7]: event=verdict request=7F3A2C91D0B4E855").has_value());
    assert_false(read_log_line("pam_infobip_otp(sshd:auth): nothing").has_value());
    assert_false(read_log_line("event=verdict pam_infobip_otp(sshd:auth)").has_value());
}

TEST(a_line_that_somebody_else_wrote_does_nothing_to_a_terminal) {
    const auto logins = logins_in(
        "\033[2J pam_infobip_otp(sshd:auth): event=verdict request=7F3A2C91D0B4E855 "
        "user=\033]0;a\a "
        "\033[1mx=\"\033[2J\r\x9b\" service=\xc2\x9bm cause=no_phone\n",
        "7F3A2C");
    assert_int_equal(logins.size(), 1);
    for (const std::string& text : {as_text(logins[0]), as_json(logins).dump()})
        for (const char c : text) assert_true(c == '\n' || (c >= ' ' && c <= '~'));
    assert_null(std::strstr(as_json(logins).dump().c_str(), "\\u001b"));
}

TEST(logins_are_told_apart_by_the_whole_request) {
    std::string text = logged({"code_sent", Severity::info, {}});
    std::string other = text;
    other.replace(other.find("7F3A2C91"), 8, "7F3A2C00");
    text += other + logged({"verdict", Severity::info, {{"cause", "tries_used_up"}}});
    const auto logins = logins_in(text, "7f3a2c");
    assert_int_equal(logins.size(), 2);
    assert_int_equal(logins[0].events.size(), 2);
    assert_int_equal(logins[1].events.size(), 1);
    assert_int_equal(logins_in(text, "7F3A2C91").size(), 1);
    assert_true(logins_in(text, "F3A2C9").empty());
}

TEST(a_reference_is_hexadecimal_digits_and_not_too_few) {
    assert_true(is_reference("7F3A2C"));
    assert_true(is_reference("7f3a2c91d0b4e855"));
    for (const char* wrong : {"", "7F3A2", "7F3A2G", "7F3A2C91D0B4E8551", "7F3A2C ", "-e7F3A2"})
        assert_false(is_reference(wrong));
}

TEST(every_cause_has_a_sentence_of_its_own) {
    std::set<std::string_view> sentences;
    for (const CauseRow& row : causes()) {
        const Cause cause = row.cause;
        assert_true(read_cause(word(cause)) == cause);
        assert_true(advice_of(cause).why.ends_with('.'));
        assert_true(sentences.insert(advice_of(cause).why).second);
    }
    assert_false(read_cause("").has_value());
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("log_search");
}
