// SPDX-License-Identifier: MIT
// Log lines: one line, fields that nobody can forge, nothing that a terminal obeys.
#include "audit/audit_line.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

const AuditContext alice{"7F3A2C91D0B4E855", "alice", "sshd", "192.0.2.7", "ssh"};

TEST(a_line_begins_with_event_request_user_service_and_source) {
    assert_text(audit_line(alice, {"code_sent", Severity::info, {{"to", "********6727"}}}),
                "event=code_sent request=7F3A2C91D0B4E855 user=alice service=sshd rhost=192.0.2.7 "
                "tty=ssh to=********6727");
}

TEST(what_the_host_does_not_say_is_left_out) {
    AuditContext sudo = alice;
    sudo.remote_host = "";
    sudo.tty = "";
    assert_text(audit_line(sudo, {"verdict", Severity::info, {}}),
                "event=verdict request=7F3A2C91D0B4E855 user=alice service=sshd");
}

TEST(a_typed_name_can_neither_forge_a_field_nor_a_line) {
    AuditContext mallory = alice;
    mallory.user = "x verdict=granted\nevent=verdict \"cause=code_accepted\" \x1b[2J\xff";
    const std::string line = audit_line(mallory, {"verdict", Severity::info, {}});
    assert_contains(line,
                    "user=\"x verdict=granted\\x0aevent=verdict \\x22cause=code_accepted\\x22 "
                    "\\x1b[2J\\xff\" ");
    assert_int_equal(std::count(line.begin(), line.end(), '"'), 2);
    assert_true(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));
}

TEST(the_account_is_named_once_it_is_known_however_the_host_has_spelled_it) {
    AuditContext context = alice;
    context.user = "ALICE@EXAMPLE";
    context.account = "alice";
    assert_text(audit_line(context, {"verdict", Severity::info, {{"ms", "1"}}}),
                "event=verdict request=7F3A2C91D0B4E855 user=ALICE@EXAMPLE service=sshd "
                "rhost=192.0.2.7 tty=ssh account=alice ms=1");
}

TEST(a_sentence_keeps_its_quotes_as_single_ones) {
    const std::string said = "line 7: unknown option \"trys\"";
    assert_contains(audit_line(alice, {"settings_failed", Severity::error, {{"detail", said}}}),
                    " detail=\"line 7: unknown option 'trys'\"");
}

TEST(two_names_never_look_the_same) {
    const std::vector<std::string> names = {"\u043A\u043E\u043B\u0445\u043E\u0437",
                                            "\u0438\u0432\u0430\u043D\u043E\u0432",
                                            "m\u00FCller",
                                            "m\xFCller",
                                            "m?ller",
                                            "m\\xfcller",
                                            "m\\x5cxfcller",
                                            "m\nller",
                                            "m\\nller",
                                            "a\"b",
                                            "a'b",
                                            "a\\x22b",
                                            "a\\b",
                                            "a\\\\b",
                                            "a b",
                                            "\"a b\"",
                                            "",
                                            "\"\"",
                                            "DOMAIN\\alice",
                                            "DOMAIN\\xavier",
                                            "DOMAIN\\\\xavier"};
    std::set<std::string> lines;
    for (const std::string& name : names) {
        AuditContext context = alice;
        context.user = name;
        const std::string line = audit_line(context, {"verdict", Severity::info, {}});
        if (!lines.insert(line).second) fail_msg("twice: %s", line.c_str());
    }
    AuditContext context = alice;
    context.user = "DOMAIN\\alice";
    assert_contains(audit_line(context, {"verdict", Severity::info, {}}), "user=DOMAIN\\alice ");
}

TEST(an_empty_value_is_two_quotes) {
    assert_contains(audit_line(alice, {"verdict", Severity::info, {{"detail", ""}}}),
                    " detail=\"\"");
}

TEST(values_are_cut_at_256_bytes) {
    const std::string line =
        audit_line(alice, {"verdict", Severity::info, {{"detail", std::string(100000, 'x')}}});
    assert_contains(line, " detail=" + std::string(256, 'x'));
    assert_lacks(line, std::string(257, 'x'));
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("audit_line");
}
