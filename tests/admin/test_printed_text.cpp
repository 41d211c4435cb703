// SPDX-License-Identifier: MIT
// What is said to a person is as wide as the terminal.
#include "admin/printed_text.hpp"
#include "cmocka.hpp"

using infobip_otp::admin::wrapped;

namespace {

void expect(std::string_view text, std::size_t width, std::string_view wanted) {
    assert_text(wrapped(text, width), wanted);
}

TEST(a_line_is_broken_at_the_last_blank_that_fits) {
    expect("one two three four five\n", 20, "one two three four\nfive\n");
    expect("one two three fours\n", 20, "one two three fours\n");
    expect("one two three fourss\n", 20, "one two three fourss\n");
    expect("one two three foursss\n", 20, "one two three\nfoursss\n");
}

TEST(what_follows_stands_below_the_text) {
    expect("    a sentence that is long\n", 20, "    a sentence that\n    is long\n");
    expect("  -> a sentence that is long\n", 20, "  -> a sentence that\n     is long\n");
    expect("  name    a sentence that is long\n", 24,
           "  name    a sentence\n          that is long\n");
}

TEST(a_column_far_to_the_right_leaves_no_room_below_it) {
    expect("  a-name-so-long  value here\n", 20, "  a-name-so-long\n  value here\n");
}

TEST(a_word_longer_than_the_width_stays_whole) {
    expect("https://a.host.example/of/a/path then\n", 20,
           "https://a.host.example/of/a/path\nthen\n");
    expect("see https://a.host.example/of/a/path\n", 20, "see\nhttps://a.host.example/of/a/path\n");
}

TEST(lines_and_the_end_stay_as_they_are) {
    expect("\n\n  short\n\nend", 20, "\n\n  short\n\nend");
    expect("", 20, "");
    expect("                              \n", 20, "\n");
}

TEST(a_diff_is_left_to_patch) {
    constexpr std::string_view diff =
        "--- /etc/pam.d/a-service-of-a-long-name\n+++ /etc/pam.d/a-service-of-a-long-name\n"
        "@@ -1,2 +1,3 @@ and the section behind it\n auth required a_module.so with arguments\n"
        "+auth required another.so with arguments\n";
    expect(diff, 20, diff);
    expect(std::string(diff) + "one two three four five\n", 20,
           std::string(diff) + "one two three four\nfive\n");
    // Without its head it is a sentence.
    expect("+one two three four five\n", 20, "+one two three four\nfive\n");
}

TEST(colours_and_other_letters_count_as_they_are_seen) {
    expect("\x1b[31mfailure\x1b[0m one two three\n", 21, "\x1b[31mfailure\x1b[0m one two three\n");
    expect("\xc3\xa4\xc3\xb6\xc3\xbc one two three fou\n", 21,
           "\xc3\xa4\xc3\xb6\xc3\xbc one two three fou\n");
    expect("\xc3\xa4\xc3\xb6\xc3\xbc one two three fou\n", 20,
           "\xc3\xa4\xc3\xb6\xc3\xbc one two three\nfou\n");
}

TEST(no_width_is_no_wrapping) {
    expect("one two three four five six\n", 0, "one two three four five six\n");
    expect("one two three four five six\n", 5, "one two three four five six\n");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("printed_text");
}
