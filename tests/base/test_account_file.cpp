// SPDX-License-Identifier: MIT
// AccountFile: hostile names make harmless files, and each its own.
#include "base/account_file.hpp"

#include <set>

#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

TEST(a_name_becomes_its_hexadecimal_digits) {
    assert_text(account_file("alice", "limits").value(), "616c696365.limits");
    assert_text(account_file("a\xc3\xa9", "recovery").value(), "61c3a9.recovery");
}

TEST(hostile_names_make_plain_file_names_each_its_own) {
    std::set<std::string> files;
    const std::string names[] = {
        "../x",     "/etc/passwd",          ".",        "..",   "-rf",  "a b", "a\nb", "A", "a",
        "a.limits", std::string("a\0b", 3), "\xff\xfe", "%s%n", "~root"};
    for (const std::string& name : names) {
        const std::string file = account_file(name, "limits").value();
        assert_true(file.substr(0, file.find('.')).find_first_not_of("0123456789abcdef") ==
                    std::string::npos);
        files.insert(file);
        assert_text(account_of(file, "limits").value(), name);
    }
    assert_int_equal(files.size(), std::size(names));
}

TEST(a_name_that_is_empty_or_too_long_is_refused_with_its_length) {
    assert_false(account_file("", "limits").has_value());
    for (const char* kind : {"limits.damaged", "recovery.new"}) {
        const auto longest = account_file(std::string(longest_account, 'a'), kind);
        assert_true(longest.has_value());
        assert_in_range(longest->size(), 1, 255);
    }
    const auto longer = account_file(std::string(4096, 'a'), "limits");
    assert_false(longer.has_value());
    assert_contains(longer.error().message, "4096 bytes");
    assert_true(longer.error().message.find("aaa") == std::string::npos);
}

TEST(other_files_belong_to_no_account) {
    for (const char* file : {"", ".limits", "61.limits.damaged", "61.limits.new", "61.recovery",
                             "6.limits", "6g.limits", "6A.limits", "host-sends", "61"})
        assert_false(account_of(file, "limits").has_value());
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("account_file");
}
