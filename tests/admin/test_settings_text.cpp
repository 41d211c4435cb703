// SPDX-License-Identifier: MIT
// Changing one setting leaves every other line of the file as it is.
#include "admin/settings_text.hpp"

#include <string>

#include "cmocka.hpp"
#include "config/load_settings.hpp"

using namespace infobip_otp;
using namespace infobip_otp::admin;

namespace {

std::string changed(const std::string& text, std::size_t count = 1) {
    std::vector<TextChange> changes;
    const std::string result = with_setting(text, "tries", "2", changes);
    assert_int_equal(changes.size(), count);
    return result;
}

TEST(the_line_that_sets_it_is_replaced) {
    assert_text(changed("# a\ntries = 3\n#tries = 3\nb = c\n"),
                "# a\ntries = 2\n#tries = 3\nb = c\n");
    assert_text(changed("  tries=3"), "tries = 2\n");
}

TEST(else_the_line_that_shows_it) {
    assert_text(changed("#tries = 3\n# tries are counted\n"), "tries = 2\n# tries are counted\n");
}

TEST(else_it_comes_last_above_the_first_block) {
    assert_text(changed(""), "tries = 2\n");
    assert_text(changed("a = b"), "a = b\ntries = 2\n");
    assert_text(changed("a = b\n[service sudo]\ntries = 1\n"),
                "a = b\ntries = 2\n[service sudo]\ntries = 1\n");
}

TEST(other_names_and_other_comments_do_not_count) {
    assert_text(changed("tries_more = 1\n# tries is a number\n"),
                "tries_more = 1\n# tries is a number\ntries = 2\n");
}

TEST(what_says_so_already_stays_byte_by_byte) {
    assert_text(changed("\ttries=2\r\nb = c", 0), "\ttries=2\r\nb = c");
}

TEST(a_change_tells_its_line) {
    std::vector<TextChange> changes;
    static_cast<void>(with_setting("a = b\ntries = 3\n", "tries", "2", changes));
    static_cast<void>(with_setting("a = b\n", "tries", "2", changes));
    assert_int_equal(changes[0].line, 2);
    assert_text(changes[0].removed, "tries = 3");
    assert_text(changes[0].added, "tries = 2");
    assert_int_equal(changes[1].line, 2);
    assert_text(changes[1].removed, "");
}

TEST(the_shipped_settings_show_every_setting_and_set_none) {
    const auto read = read_unfinished_settings("/conf", shipped_settings);
    assert_true(read.has_value());
    for (const Origin& origin : read->origins) assert_same(origin.layer, Origin::Layer::standard);
    for (const char* name : {"base_url", "application_id", "message_id", "code_length"}) {
        std::vector<TextChange> changes;
        static_cast<void>(with_setting(std::string(shipped_settings), name, "7", changes));
        assert_contains(changes.at(0).removed, std::string("#") + name + " = ");
    }
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("settings_text");
}
