// SPDX-License-Identifier: MIT
// One line of the users file: an entry, nothing, or unreadable with a reason.
#include "directory/users_line.hpp"

#include <random>
#include <string>

#include "cmocka.hpp"
#include "infobip_otp/phone_number.hpp"

using namespace infobip_otp;
using Kind = UsersLine::Kind;

namespace {

std::string problem_of(std::string_view line) {
    const UsersLine read = read_users_line(line);
    if (read.kind != Kind::unreadable) fail_msg("accepted: %s", std::string(line).c_str());
    return std::string(read.problem);
}

TEST(an_entry_is_a_name_a_colon_and_a_number) {
    for (const char* line : {"alice: +41793026727", "alice:+41793026727", "  alice:  +41793026727 ",
                             "\talice:\t+41793026727\t", "alice: +41793026727\r"}) {
        const UsersLine read = read_users_line(line);
        assert_same(read.kind, Kind::entry);
        assert_text(read.name, "alice");
        assert_text(read.number, "+41793026727");
    }
    assert_text(read_users_line("DOM\\john.doe-2@x$: +41793026727").name, "DOM\\john.doe-2@x$");
}

TEST(attributes_may_follow_the_number) {
    for (const char* line :
         {"alice: +41793026727; channel=voice", "alice: +41793026727;channel=voice",
          "alice: +41793026727 ; a=1 ; b2_c = two words ", "alice: +41793026727; a==;b=#\r"}) {
        const UsersLine read = read_users_line(line);
        assert_same(read.kind, Kind::entry);
        assert_text(read.number, "+41793026727");
    }
    for (const char* line :
         {"alice: +41793026727;", "alice: +41793026727; ", "alice: +41793026727;;a=1",
          "alice: +41793026727; channel", "alice: +41793026727; =voice",
          "alice: +41793026727; a=", "alice: +41793026727; A=1", "alice: +41793026727; a=1;"})
        assert_contains(problem_of(line), "what follows the number");
}

TEST(empty_lines_and_comments_are_nothing) {
    for (const char* line :
         {"", "\r", "   ", "\t", "#", "# alice: +41793026727", "  #x", "# \xc3\xa9"})
        assert_same(read_users_line(line).kind, Kind::nothing);
}

TEST(a_number_that_is_not_e164_is_refused) {
    for (const char* line :
         {"alice:", "alice: ", "alice: 41793026727", "alice: 0041793026727", "alice: +0793026727",
          "alice: +41 79 302 67 27", "alice: +41-793026727", "alice: +4179302672x",
          "alice: +4179302672712345", "alice: +417930", "alice: ++41793026727",
          "alice: +41793026727,", "alice: +41793026727 # desk", "alice: +41793026727 +41793026728",
          "alice: +", "alice: tel:+41793026727"})
        assert_contains(problem_of(line), "7 to 15 digits");
    assert_same(read_users_line("alice: +417930267271234").kind, Kind::entry);  // 15 digits
}

TEST(what_has_no_name_or_no_colon_is_refused) {
    assert_contains(problem_of("alice +41793026727"), "no colon");
    assert_contains(problem_of("alice"), "no colon");
    assert_contains(problem_of("alice=+41793026727"), "no colon");
    assert_contains(problem_of(": +41793026727"), "no account's name");
    assert_contains(problem_of("alice : +41793026727"), "no account's name");
    assert_contains(problem_of("john doe: +41793026727"), "no account's name");
}

TEST(other_bytes_than_printable_ascii_are_refused) {
    assert_contains(problem_of(std::string_view("alice\0: +41793026727", 20)), "NUL");
    assert_contains(problem_of(std::string_view("# alice\0", 8)), "NUL");
    assert_contains(problem_of("\xef\xbb\xbf"
                               "alice: +41793026727"),
                    "not printable ASCII");
    assert_contains(problem_of("\xc2\xa0"
                               "alice: +41793026727"),
                    "not printable ASCII");
    assert_contains(problem_of("\ralice: +41793026727"), "not printable ASCII");
    assert_contains(problem_of("\valice: +41793026727"), "not printable ASCII");
    assert_contains(problem_of("alice: +41793026727\r\r"), "not printable ASCII");
    assert_contains(problem_of("alice: +4179\x1b[m3026727"), "not printable ASCII");
    assert_contains(problem_of("alice: +41793026727\rbob: +41793026728"), "not printable ASCII");
}

TEST(a_line_of_more_than_4_kib_is_refused) {
    const std::string entry = "alice: +41793026727; a=";
    const std::string longest = entry + std::string(longest_users_line - entry.size(), 'x');
    assert_same(read_users_line(longest).kind, Kind::entry);
    assert_contains(problem_of(longest + "x"), "longer than 4096 bytes");
    assert_contains(problem_of("#" + std::string(longest_users_line, 'x')), "longer than");
}

TEST(no_problem_quotes_the_line) {
    for (const char* line :
         {"alice 41793026727", "alice: 41793026727", "alice: +41793026727 secret"})
        for (const char* part : {"alice", "4179", "secret"})
            assert_true(problem_of(line).find(part) == std::string::npos);
}

TEST(a_line_belongs_to_the_account_that_is_its_first_word) {
    for (const char* line : {"alice: +41793026727", "alice +41793026727", "alice",
                             " alice:", "\talice x", "alice:bob", "alice\r"})
        assert_true(is_line_of("alice", line));
    assert_true(is_line_of("alice", std::string_view("alice\0", 6)));
    for (const char* line : {"", " ", "alic: +1", "alice2: +1", "alicealice: +1", "Alice: +1",
                             "bob alice", "# alice: +1", "alice.b: +1", "bob: alice"})
        assert_false(is_line_of("alice", line));
}

TEST(a_name_in_quotes_may_hold_anything) {
    struct Row {
        const char* line;
        const char* account;
    };
    const Row rows[] = {
        {"\"john doe\": +41793026727", "john doe"},
        {"  \"m\xc3\xbcller\": +41793026727", "m\xc3\xbcller"},
        {"\"a:b;c=d\": +41793026727; channel=voice", "a:b;c=d"},
        {R"("say \"hi\" \\": +41793026727)", R"(say "hi" \)"},
        {R"("\x09\x7f\xff": +41793026727)", "\x09\x7f\xff"},
        {"\"#alice\": +41793026727\r", "#alice"},
        {"\"alice\": +41793026727", "alice"},
    };
    for (const Row& row : rows) {
        const UsersLine read = read_users_line(row.line);
        if (read.kind != Kind::entry) fail_msg("%s: %s", row.line, read.problem.data());
        assert_text(account_of(read.name), row.account);
        assert_text(read.number, "+41793026727");
        assert_true(is_line_of(row.account, row.line));
    }
    assert_false(is_line_of("john", "\"john doe\": +41793026727"));
    assert_false(is_line_of("\"alice\"", "\"alice\": +41793026727"));
    for (const char* line :
         {"\"alice: +41793026727", "\"\": +41793026727", "\"alice\" : +41793026727",
          "\"a\tb\": +41793026727", R"("a\q": +41793026727)", R"("a\x0": +41793026727)",
          R"("a\x00": +41793026727)", R"("a\xAB": +41793026727)", "a\"b\": +41793026727"})
        static_cast<void>(problem_of(line));
    assert_true(is_line_of("alice", "\"alice\" +41793026727"));  // theirs, and not readable
}

TEST(a_name_is_written_so_that_it_is_read_again) {
    assert_text(written_name("DOM\\john.doe-2@x$+/_"), "DOM\\john.doe-2@x$+/_");
    for (const char* name : {"#alice", "john doe", "a:b", "a\tb", "m\xc3\xbcller", "a\n", "a\x7f",
                             "\"alice\"", "a;b", "a=b", "a,b", "\\ x"}) {
        const std::string line = written_name(name) + ": +41793026727";
        assert_int_equal(line.front(), '"');
        assert_text(account_of(read_users_line(line).name), name);
        assert_true(is_line_of(name, line));
    }
}

// Whatever comes out as an entry can be used as it is, and reads the same when it is written anew.
TEST(a_random_line_is_an_entry_only_if_it_can_be_used) {
    std::mt19937 random(19700101);
    const std::string_view pieces[] = {"alice", ":", " ",  "+", "41793026727", ";", "a=1", "#",
                                       "\r",    "0", "\t", "9", "=",           "x", "\"",  "\\"};
    unsigned entries = 0;
    for (int round = 0; round < 200'000; ++round) {
        std::string line = random() % 2 == 0 ? "alice: +4" : "";
        for (auto i = random() % 9; i > 0; --i)
            if (random() % 32 == 0)
                line += static_cast<char>(random() % 256);
            else
                line += pieces[random() % std::size(pieces)];
        const UsersLine read = read_users_line(line);
        assert_int_equal(read.problem.empty(), read.kind != Kind::unreadable);
        if (read.kind != Kind::entry) continue;
        ++entries;
        assert_true(PhoneNumber::parse(read.number).has_value());
        const std::string account = account_of(read.name);
        assert_true(is_line_of(account, line));
        const std::string again = written_name(account) + ": " + std::string(read.number);
        assert_text(read_users_line(again).number, read.number);
    }
    assert_true(entries > 100);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("users line");
}
