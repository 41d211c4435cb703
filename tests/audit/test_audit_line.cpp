// SPDX-License-Identifier: MIT
// Log lines: one line, fields that nobody can forge, nothing that a terminal obeys.
#include "audit/audit_line.hpp"

#include <algorithm>

#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

const AuditContext alice{"7F3A2C91D0B4E855", "alice", "sshd", "192.0.2.7", "ssh"};

void a_line_begins_with_event_request_user_service_and_source(void**) {
    assert_text(audit_line(alice, {"code_sent", Severity::info, {{"to", "********6727"}}}),
                "event=code_sent request=7F3A2C91D0B4E855 user=alice service=sshd rhost=192.0.2.7 "
                "tty=ssh to=********6727");
}

void what_the_host_does_not_say_is_left_out(void**) {
    AuditContext sudo = alice;
    sudo.remote_host = "";
    sudo.tty = "";
    assert_text(audit_line(sudo, {"verdict", Severity::info, {}}),
                "event=verdict request=7F3A2C91D0B4E855 user=alice service=sshd");
}

void a_typed_name_can_neither_forge_a_field_nor_a_line(void**) {
    AuditContext mallory = alice;
    mallory.user = "x verdict=granted\nevent=verdict \"cause=code_accepted\" \x1b[2J\xff";
    const std::string line = audit_line(mallory, {"verdict", Severity::info, {}});
    assert_contains(line, "user=\"x verdict=granted?event=verdict 'cause=code_accepted' ?[2J?\" ");
    assert_int_equal(std::count(line.begin(), line.end(), '"'), 2);
    assert_true(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c <= '~'; }));
}

void an_empty_value_is_two_quotes(void**) {
    assert_contains(audit_line(alice, {"verdict", Severity::info, {{"detail", ""}}}),
                    " detail=\"\"");
}

void values_are_cut_at_256_bytes(void**) {
    const std::string line =
        audit_line(alice, {"verdict", Severity::info, {{"detail", std::string(100000, 'x')}}});
    assert_contains(line, " detail=" + std::string(256, 'x'));
    assert_lacks(line, std::string(257, 'x'));
}

}  // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_line_begins_with_event_request_user_service_and_source),
        cmocka_unit_test(what_the_host_does_not_say_is_left_out),
        cmocka_unit_test(a_typed_name_can_neither_forge_a_field_nor_a_line),
        cmocka_unit_test(an_empty_value_is_two_quotes),
        cmocka_unit_test(values_are_cut_at_256_bytes),
    };
    return cmocka_run_group_tests_name("audit_line", tests, nullptr, nullptr);
}
