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

TEST(it_stands_behind_the_last_line_of_auth) {
    assert_behind("#%PAM-1.0\nsession required x\n@include common-auth\n",
                  "@include common-account\n# auth\n");
    assert_behind("auth required a\nAUTH required b\n", "account required c\n");
    assert_behind("auth required a\n-auth optional b\n", "");
    assert_behind("auth include system-auth\n", "account include system-auth\n");
    assert_behind("auth required a \\\n  b\n", "account required c");
}

TEST(a_line_without_an_end_gets_one) {
    assert_text(*with_our_line("auth required a"), "auth required a\n" + line);
}

TEST(without_a_line_of_auth_there_is_no_place) {
    for (const char* text :
         {"", "\n", "account required a\n", "@include common-account\n", "auth\n"})
        assert_false(with_our_line(text).has_value());
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("added line");
}
