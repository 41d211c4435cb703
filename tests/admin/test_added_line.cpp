// SPDX-License-Identifier: MIT
// Where our line goes in a file of PAM.
#include "admin/added_line.hpp"

#include "cmocka.hpp"

using infobip_otp::admin::with_our_line;

namespace {

const std::string line = "auth    required    pam_infobip_otp.so\n";

void assert_behind(const std::string& before, const std::string& rest) {
    const auto changed = with_our_line(before + rest);
    assert_true(changed.has_value());
    assert_text(*changed, before + line + rest);
}

void it_stands_behind_the_last_line_of_auth(void**) {
    assert_behind("#%PAM-1.0\nsession required x\n@include common-auth\n",
                  "@include common-account\n# auth\n");
    assert_behind("auth required a\nAUTH required b\n", "account required c\n");
    assert_behind("auth required a\n-auth optional b\n", "");
    assert_behind("auth include system-auth\n", "account include system-auth\n");
    assert_behind("auth required a \\\n  b\n", "account required c");
}

void a_line_without_an_end_gets_one(void**) {
    assert_text(*with_our_line("auth required a"), "auth required a\n" + line);
}

void without_a_line_of_auth_there_is_no_place(void**) {
    for (const char* text :
         {"", "\n", "account required a\n", "@include common-account\n", "auth\n"})
        assert_false(with_our_line(text).has_value());
}

}  // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(it_stands_behind_the_last_line_of_auth),
        cmocka_unit_test(a_line_without_an_end_gets_one),
        cmocka_unit_test(without_a_line_of_auth_there_is_no_place),
    };
    return cmocka_run_group_tests_name("added line", tests, nullptr, nullptr);
}
