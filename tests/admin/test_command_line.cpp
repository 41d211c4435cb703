// SPDX-License-Identifier: MIT
// Command line, help and time words of the tool.
#include "admin/command_line.hpp"

#include "admin/help.hpp"
#include "admin/time_words.hpp"
#include "admin/yes_or_no.hpp"
#include "cmocka.hpp"

using namespace infobip_otp;
using namespace infobip_otp::admin;
using std::chrono::seconds;

namespace {

int nothing(const Invocation&) {
    return 0;
}

const Command table[] = {
    {"pear new", "NAME", 1, 2, "grows a pear", "From a seed.\n", nothing},
    {"pear eat", "", 0, 0, "eats it", "", nothing},
    {"plum", "[NAME]", 0, 1, "is another fruit", "", nothing},
};

CommandWanted wanted(const std::vector<std::string>& words) {
    const auto line = read_command_line(table, words);
    if (!line) fail_msg("%s", line.error().message.c_str());
    return std::get<CommandWanted>(*line);
}

std::string refused(const std::vector<std::string>& words) {
    const auto line = read_command_line(table, words);
    return line ? "(read)" : line.error().message;
}

TEST(a_command_has_one_word_or_two) {
    assert_text(wanted({"pear", "new", "a"}).command->name, "pear new");
    assert_text(wanted({"pear", "eat"}).command->name, "pear eat");
    assert_text(wanted({"plum"}).command->name, "plum");
    assert_true(wanted({"plum", "new"}).invocation.arguments == std::vector<std::string>{"new"});
}

TEST(options_stand_anywhere) {
    for (const std::vector<std::string>& words :
         {std::vector<std::string>{"--conf", "f", "plum", "a"},
          {"plum", "--conf", "f", "a"},
          {"plum", "a", "--conf=f"}}) {
        const CommandWanted command = wanted(words);
        assert_text(command.invocation.conf, "f");
        assert_text(command.invocation.arguments.at(0), "a");
    }
}

TEST(behind_two_hyphens_everything_is_an_argument) {
    assert_text(wanted({"plum", "--", "--help"}).invocation.arguments.at(0), "--help");
    assert_text(wanted({"plum", "-"}).invocation.arguments.at(0), "-");
}

TEST(what_is_wrong_is_said_with_what_to_type) {
    assert_contains(refused({}), "a command is missing");
    assert_contains(refused({"pear"}), "pear what? See infobip-otp pear --help");
    assert_contains(refused({"apple"}), "no command apple");
    assert_contains(refused({"pear", "new"}),
                    "too few arguments; usage: infobip-otp pear new NAME");
    assert_contains(refused({"plum", "a", "b"}), "too many arguments");
    assert_contains(refused({"plum", "--frob"}), "no option --frob");
    assert_contains(refused({"plum", "--conf"}), "--conf needs a FILE");
    assert_text(refused({"a\x1b[31m"}), "there is no command a?[31m; see infobip-otp --help");
}

std::string help_asked(const std::vector<std::string>& words) {
    const auto line = read_command_line(table, words);
    return line ? std::get<HelpWanted>(*line).words : "error: " + line.error().message;
}

TEST(help_is_of_what_there_is) {
    assert_text(help_asked({"--help"}), "");
    assert_text(help_asked({"help"}), "");
    for (const std::vector<std::string>& words : {std::vector<std::string>{"pear", "new", "--help"},
                                                  {"--help", "pear", "new", "a"},
                                                  {"help", "pear", "new"}})
        assert_text(help_asked(words), "pear new");
    assert_text(help_asked({"pear", "-h"}), "pear");
    assert_contains(help_asked({"apple", "--help"}), "error: there is no command apple");
    assert_contains(help_asked({"help", "apple"}), "error: there is no command apple");
    assert_contains(help_asked({"pear", "apple", "--help"}), "error: pear what?");
    assert_contains(help_asked({"plum", "a", "b", "--help"}), "error: too many arguments");
}

TEST(yes_has_two_forms_and_so_has_no) {
    for (const char* yes : {"y", "yes", "Y", " Yes "}) assert_true(*yes_or_no(yes));
    for (const char* no : {"n", "no", "N", "NO\t"}) assert_false(*yes_or_no(no));
    for (const char* other : {"", " ", "yess", "ja", "1", "yes no"})
        assert_false(yes_or_no(other).has_value());
}

// Asks for each of `answers`, then the input is at its end.
bool agreed(std::vector<const char*> answers, std::size_t& asked) {
    asked = 0;
    return is_agreed([&]() -> std::optional<Secret> {
        if (asked == answers.size()) return std::nullopt;
        return Secret(answers[asked++]);
    });
}

TEST(what_is_neither_is_asked_again_twice_and_is_a_no) {
    std::size_t asked = 0;
    assert_true(agreed({"", "x", "y"}, asked));
    assert_false(agreed({"", "x", "x", "y"}, asked));
    assert_int_equal(asked, 3);
    assert_false(agreed({"x"}, asked));
    assert_false(agreed({}, asked));
}

TEST(help_is_made_from_the_table) {
    const std::string all = help_page(table, "");
    for (const Command& command : table) {
        assert_contains(all, command.name);
        assert_contains(all, command.what);
    }
    const std::string pears = help_page(table, "pear");
    assert_contains(pears, "pear eat");
    assert_true(pears.find("plum") == std::string::npos);
    const std::string page = help_page(table, "pear new");
    assert_contains(page, "Usage: infobip-otp [--conf FILE] pear new NAME");
    assert_contains(page, "Grows a pear.\nFrom a seed.\n");
    assert_text(help_page(table, "apple"), all);
}

TEST(waits_have_two_units) {
    const std::pair<long long, const char*> words[] = {
        {0, "now"},        {-5, "now"},      {1, "1s"},         {59, "59s"},
        {60, "1m"},        {760, "12m 40s"}, {3600, "1h"},      {3605, "1h"},
        {11'100, "3h 5m"}, {86'400, "1d"},   {176'461, "2d 1h"}};
    for (const auto& [wait, text] : words) assert_text(wait_words(seconds(wait)), text);
}

TEST(days_are_dates) {
    assert_text(day_words(0), "1970-01-01");
    assert_text(day_words(20'717), "2026-09-21");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("command_line");
}
