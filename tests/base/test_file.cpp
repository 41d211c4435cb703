// SPDX-License-Identifier: MIT
// Trusted reads, text, random bytes, the clock.
#include "base/file.hpp"

#include <sys/stat.h>

#include <set>

#include "base/random.hpp"
#include "base/system_clock.hpp"
#include "base/text.hpp"
#include "cmocka.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using infobip_otp::testing::TemporaryFolder;

namespace {

std::string refusal(const std::string& path, Privacy privacy = Privacy::secret) {
    const auto content = read_trusted(path, privacy, 100);
    return content ? "(read)" : content.error().message;
}

TEST(a_private_file_of_root_is_read_whole) {
    const TemporaryFolder folder;
    const auto content =
        read_trusted(folder.write("a", std::string_view("x\0y\n", 4)), Privacy::secret, 4);
    assert_true(content.has_value());
    assert_int_equal(content->size(), 4);
    assert_memory_equal(content->c_str(), "x\0y\n", 4);
}

TEST(a_file_longer_than_allowed_is_refused) {
    const TemporaryFolder folder;
    assert_contains(refusal(folder.write("a", std::string(101, 'x'))), "larger than 100 bytes");
    assert_text(refusal(folder.write("a", std::string(100, 'x'))), "(read)");
}

TEST(what_others_can_write_is_refused_and_secrets_they_can_read) {
    const TemporaryFolder folder;
    for (const unsigned mode : {0620u, 0602u, 0666u})
        assert_contains(refusal(folder.write("a", "x", mode), Privacy::open), "chmod go-w");
    for (const unsigned mode : {0640u, 0604u, 0610u, 0601u})
        assert_contains(refusal(folder.write("a", "x", mode)), "chmod 0600");
    assert_text(refusal(folder.write("a", "x", 0644), Privacy::open), "(read)");
    assert_text(refusal(folder.write("a", "x", 0400)), "(read)");
}

TEST(a_file_of_somebody_else_is_refused) {
    const TemporaryFolder folder;
    const std::string path = folder.write("a", "x");
    assert_int_equal(chown(path.c_str(), 65534, 0), 0);
    assert_contains(refusal(path), "belongs to uid 65534 and not to root");
}

TEST(links_fifos_folders_and_devices_are_refused_at_once) {
    const TemporaryFolder folder;
    assert_int_equal(symlink(folder.write("a", "x").c_str(), folder.path_of("link").c_str()), 0);
    assert_int_equal(mkfifo(folder.path_of("fifo").c_str(), 0600), 0);
    assert_contains(refusal(folder.path_of("link")), "symbolic link");
    assert_contains(refusal(folder.path_of("fifo")), "not a regular file");
    assert_contains(refusal(folder.path_of("")), "not a regular file");
    assert_contains(refusal("/dev/zero"), "not a regular file");
    assert_contains(refusal(folder.path_of("missing")), "No such file");
}

TEST(random_bytes_differ_and_are_as_many_as_asked_for) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) seen.insert(random_hex(8).value());
    assert_int_equal(seen.size(), 100);
    assert_int_equal(seen.begin()->size(), 16);
    assert_text(random_hex(0).value(), "");
}

TEST(sleeping_takes_at_least_its_time) {
    SystemClock clock;
    const auto begin = clock.since_boot();
    clock.sleep(std::chrono::milliseconds(20));
    assert_true(clock.since_boot() - begin >= std::chrono::milliseconds(19));
    assert_true(clock.wall() > WallTime(std::chrono::seconds(1'600'000'000)));
}

TEST(numbers_are_digits_only) {
    assert_int_equal(parse_unsigned("0042").value(), 42);
    assert_true(parse_unsigned("18446744073709551615").value() == UINT64_MAX);
    for (const char* text : {"", "-1", "+1", " 1", "1 ", "1x", "0x1", "18446744073709551616"})
        assert_false(parse_unsigned(text).has_value());
}

TEST(words_stand_between_blanks_and_separators) {
    assert_text(trim("\t a b \r\n"), "a b");
    assert_text(trim(" \n"), "");
    const auto words = split_words(" a,, b\tc ,", ",");
    assert_int_equal(words.size(), 3);
    assert_text(words[0], "a");
    assert_text(words[2], "c");
    assert_true(split_words(" ", ",").empty());
}

TEST(lines_end_with_a_line_feed_or_with_the_text) {
    const auto lines = split_lines("a\n\nb");
    assert_int_equal(lines.size(), 3);
    assert_text(lines[0], "a");
    assert_text(lines[1], "");
    assert_text(lines[2], "b");
    assert_int_equal(split_lines("a\n").size(), 1);
    assert_true(split_lines("").empty());
}

TEST(what_a_terminal_may_not_see_becomes_a_question_mark) {
    assert_text(printable("a\x1b[2Jb\n\xc3\xa9\x7f", 100), "a?[2Jb????");
    assert_text(printable("abcdef", 3), "abc");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("file");
}
