// SPDX-License-Identifier: MIT
// The lines and words of a file of PAM: what libpam reads, and nothing else.
#include "stack/pam_lines.hpp"

#include "cmocka.hpp"
#include "stack/control.hpp"

using namespace infobip_otp::stack;

namespace {

using std::string_literals::operator""s;

// Lines as "1:auth required x|", and the problem behind them.
std::string read(const std::string& text, PamRules rules) {
    std::string all;
    const PamLines lines = read_pam_lines(text, rules);
    for (const PamLine& line : lines.lines) {
        all += std::to_string(line.number) + ":";
        const auto words = pam_words(line.text);
        for (const PamWord& word : words)
            all += (&word == &words.front() ? "" : " ") + word.as_written();
        all += line.has_gap ? "~|" : "|";
    }
    return all + lines.problem;
}

void assert_read(const std::string& text, std::string_view expected) {
    assert_text(read(text, PamRules::before_1_7), expected);
    assert_text(read(text, PamRules::since_1_7), expected);
}

TEST(comments_and_blank_lines_are_none) {
    assert_read("", "");
    assert_read("# one\n\n \t\nauth required x # two\n  #\nauth required y",
                "4:auth required x|6:auth required y|");
}

TEST(a_backslash_at_the_end_joins_lines) {
    assert_read("auth \\\n  required x\nauth required y\n", "1:auth required x|3:auth required y|");
    assert_read("auth required x \\ \t\n y\n", "1:auth required x y|");
    assert_read("auth required x \\ # y\nauth required z\n",
                "1:auth required x \\|2:auth required z|");
    assert_read("\\\n\nauth required x\n", "3:auth required x|");
}

TEST(a_backslash_that_ends_the_file_ends_the_service) {
    assert_read("auth required x\nauth required y \\\n",
                "1:auth required x|line 2 ends in a backslash, and no line comes behind it");
    assert_read("auth required y \\", "line 1 ends in a backslash, and no line comes behind it");
}

TEST(a_gap_behind_a_backslash_is_read_in_two_ways) {
    for (const char* gap : {"\n", "# why\n", " \t\n"}) {
        const std::string text = "auth required \\\n" + std::string(gap) + "x\n";
        assert_text(read(text, PamRules::before_1_7), "1:auth required x~|");
        assert_text(read(text, PamRules::since_1_7), "1:auth required~|3:x|");
    }
}

TEST(a_cr_is_a_letter) {
    assert_read("auth required x\r\n\r\n", "1:auth required x\r|2:\r|");
    assert_read("auth required \\\r\nx\n", "1:auth required \\\r|2:x|");
}

TEST(a_long_line_was_cut) {
    const std::string text = "auth required x " + std::string(1020, 'y') + "\n";
    assert_text(read(text, PamRules::since_1_7),
                "1:auth required x " + std::string(1020, 'y') + "|");
    assert_text(read(text, PamRules::before_1_7),
                "1:auth required x " + std::string(1007, 'y') + "|1:" + std::string(13, 'y') + "|");
}

TEST(a_nul_ends_what_is_seen_of_a_line) {
    assert_read("auth required x\0y\nauth required z\n"s, "1:auth required x|2:auth required z|");
}

TEST(brackets_hold_a_word_together) {
    assert_read("auth [success=1 default=ignore] x [a b]c [d\\]e] [f\n",
                "1:auth [success=1 default=ignore] x [a b] c [d\\]e] [f\n]|");
}

TEST(controls_are_compared_by_their_beginnings) {
    const auto on = [](const char* control, PamResult result) {
        const Control read = read_control(control);
        return read.understood ? static_cast<int>(read.of(result).kind) : -1;
    };
    using Kind = Action::Kind;
    assert_int_equal(on("success=okdefault=die", PamResult::success), static_cast<int>(Kind::ok));
    assert_int_equal(on("success=okdefault=die", PamResult::auth_err), static_cast<int>(Kind::die));
    assert_int_equal(on(" default\v=\r1 ", PamResult::auth_err), static_cast<int>(Kind::jump));
    assert_int_equal(on("", PamResult::success), static_cast<int>(Kind::bad));
    for (const char* broken : {"success", "success=", "success=0", "success=ok]", "default=1x",
                               "succes=ok", "success=2147483648"})
        assert_int_equal(on(broken, PamResult::success), -1);
}

TEST(what_is_not_to_be_seen_is_escaped) {
    assert_text(escaped("a\r\n\t\xef\xbb\xbf\x7f~"), "a\\r\\n\\t\\xEF\\xBB\\xBF\\x7F~");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("pam_lines");
}
