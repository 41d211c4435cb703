// SPDX-License-Identifier: MIT
// The lines of a settings file: what they are, and what stops with file, line and reason.
#include "config/settings_file.hpp"

#include <algorithm>
#include <random>

#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

std::string error_of(std::string_view text) {
    const auto blocks = read_settings_text(text, "F");
    if (blocks) fail_msg("accepted: %s", std::string(text).c_str());
    return blocks.error().message;
}

TEST(assignments_comments_and_blocks_are_told_apart) {
    const auto blocks = read_settings_text(
        "# tries = 1\n\n  tries=2\n\tsender =  My = Co \n[service sshd, sudo]\n #x\ntries = 4\n"
        "[ service su ]",
        "F");
    assert_int_equal(blocks->size(), 3);
    const SettingsBlock& head = blocks->front();
    assert_true(head.services.empty());
    assert_int_equal(head.assignments.size(), 2);
    assert_text(head.assignments[0].name, "tries");
    assert_text(head.assignments[0].value, "2");
    assert_int_equal(head.assignments[0].line, 3);
    assert_text(head.assignments[1].value, "My = Co");
    const SettingsBlock& block = (*blocks)[1];
    assert_int_equal(block.services.size(), 2);
    assert_text(block.services[1], "sudo");
    assert_int_equal(block.line, 5);
    assert_int_equal(block.assignments[0].line, 7);
    assert_text((*blocks)[2].services[0], "su");
}

TEST(an_empty_file_is_read) {
    for (const char* text : {"", "\n", "\n\n", "#", "   ", "\r\n"}) {
        const auto blocks = read_settings_text(text, "F");
        assert_int_equal(blocks->size(), 1);
        assert_true(blocks->front().assignments.empty());
    }
}

TEST(lines_may_end_with_crlf_and_the_last_without_anything) {
    const auto blocks = read_settings_text("a = 1\r\nb = 2\r\n[service sudo]\r\nc = 3", "F");
    assert_text(blocks->front().assignments[0].value, "1");
    assert_text(blocks->front().assignments[1].value, "2");
    assert_text((*blocks)[1].assignments[0].value, "3");
    assert_contains(error_of("a = 1\rb = 2\n"), "F:1: a byte that is not printable");
}

TEST(a_line_that_is_no_assignment_is_refused) {
    assert_contains(error_of("\n\ntries 3\n"), "F:3: no = found");
    assert_contains(error_of("= 3\n"), "F:1: no name");
    assert_contains(error_of("tries =\n"), "F:1: no value");
    assert_contains(error_of("tries = # three\n"), "F:1: a comment behind");
    assert_contains(error_of("tries = 3 # three\n"), "F:1: a comment behind a value");
    assert_contains(error_of("tries = 3\t# three\n"), "F:1: a comment behind a value");
    assert_contains(error_of("sender = M\xc3\xbcller\n"), "F:1: a byte that is not printable");
    assert_contains(error_of("\xef\xbb\xbftries = 3\n"), "F:1: a byte that is not printable");
    assert_contains(error_of("sender = \x1b[31mred\n"), "F:1: a byte that is not printable");
}

TEST(a_nul_byte_is_refused_in_comments_too) {
    assert_contains(error_of(std::string_view("# a\0b\n", 6)), "F:1: the line holds a NUL");
    assert_contains(error_of(std::string_view("\ntries = 3\0\n", 12)), "F:2: the line holds a NUL");
}

TEST(a_line_of_more_than_4_kib_is_refused) {
    const std::string value(longest_settings_line - 4, 'x');
    assert_true(read_settings_text("a = " + value + "\r\n", "F").has_value());
    assert_contains(error_of("a = " + value + "x\n"), "F:1: the line is longer than 4096 bytes");
    assert_contains(error_of("#" + std::string(5000, 'x')), "F:1: the line is longer");
}

TEST(a_block_names_services_once_in_lower_case) {
    assert_contains(error_of("[service sshd\n"), "F:1: the block's head does not end with ]");
    assert_contains(error_of("[\n"), "F:1: ");
    assert_contains(error_of("[]\n"), "F:1: a block of this name is not known");
    assert_contains(error_of("[sshd]\n"), "F:1: a block of this name is not known");
    assert_contains(error_of("[Service sshd]\n"), "F:1: a block of this name is not known");
    assert_contains(error_of("[service]\n"), "F:1: the block names no service");
    assert_contains(error_of("[service SSHD]\n"), "F:1: a service is named as in /etc/pam.d");
    assert_contains(error_of("[service pam.d/sshd]\n"), "F:1: a service is named as in");
    assert_contains(error_of("[service su su]\n"), "F:1: service su is named twice");
    assert_contains(error_of("[service su]\n[service sudo su]\n"),
                    "F:2: service su has a block already, in line 1");
    assert_contains(error_of("[service su] # x\n"), "F:1: the block's head does not end with ]");
}

// Whatever the bytes are: everything that comes back lies inside the text, lines are numbered
// rightly, and an error names its line.
TEST(random_bytes_are_read_or_refused_with_their_line) {
    std::mt19937 random(20240229);
    const std::string_view pieces[] = {"tries", " ",  "=",  "\n",   "\r\n", "[service su", "]", "#",
                                       "3",     "\"", "\t", "\x7f", ",",    "[",           "x"};
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto i = random() % 40; i > 0; --i) {
            if (random() % 16 == 0)
                text += static_cast<char>(random() % 256);
            else
                text += pieces[random() % std::size(pieces)];
        }
        const auto lines = 1 + static_cast<unsigned>(std::count(text.begin(), text.end(), '\n'));
        const auto blocks = read_settings_text(text, "F");
        if (!blocks) {
            const std::string& message = blocks.error().message;
            const unsigned long line = std::stoul(message.substr(2));
            assert_in_range(line, 1, lines);
            continue;
        }
        for (const SettingsBlock& block : *blocks)
            for (const Assignment& one : block.assignments) {
                assert_in_range(one.line, 1, lines);
                assert_false(one.name.empty());
                assert_false(one.value.empty());
                assert_true(one.name.data() >= text.data());
                assert_true(one.value.data() + one.value.size() <= text.data() + text.size());
            }
    }
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("settings file");
}
