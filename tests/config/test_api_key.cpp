// SPDX-License-Identifier: MIT
// The key file: what is a key, and who may be able to read it.
#include "config/api_key.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "cmocka.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using testing::TemporaryFolder;

namespace {

std::string error_of(std::string_view content) {
    const TemporaryFolder folder;
    const std::string path = folder.write("api-key", content);
    const auto key = load_api_key(path);
    if (key) fail_msg("accepted: %s", std::string(content).c_str());
    assert_contains(key.error().message, path);
    assert_true(key.error().message.find("s3cr3t") == std::string::npos);
    return key.error().message;
}

TEST(white_space_around_the_key_goes) {
    const TemporaryFolder folder;
    for (const char* content :
         {"s3cr3t-key", "s3cr3t-key\n", "s3cr3t-key\r\n", "\n  s3cr3t-key \t\n\n"})
        assert_text(load_api_key(folder.write("api-key", content))->reveal(), "s3cr3t-key");
}

TEST(an_empty_key_is_refused) {
    assert_contains(error_of(""), "is empty");
    assert_contains(error_of(" \n\r\n"), "is empty");
}

TEST(white_space_inside_is_refused) {
    assert_contains(error_of("s3cr3t key"), "more than one word");
    assert_contains(error_of("s3cr3t\nkey\n"), "more than one word");
    assert_contains(error_of("s3cr3t\r\nkey"), "more than one word");
}

TEST(the_scheme_word_in_front_is_refused) {
    for (const char* content : {"App s3cr3t", "app s3cr3t", "APP\ts3cr3t\n"})
        assert_contains(error_of(content), "begins with \"App \"");
    const TemporaryFolder folder;
    assert_text(load_api_key(folder.write("api-key", "Apps3cr3t"))->reveal(), "Apps3cr3t");
}

TEST(control_characters_and_other_alphabets_are_refused) {
    assert_contains(error_of("s3cr3t\x1b"), "control character");
    assert_contains(error_of("s3cr3t\x7f"), "control character");
    assert_contains(error_of(std::string_view("s3cr3t\0key", 10)), "control character");
    assert_contains(error_of("s3cr3t\xc2\xa0"), "not ASCII");
}

TEST(a_key_is_as_long_as_the_record_holds_and_no_longer) {
    const TemporaryFolder folder;
    const std::string longest(longest_api_key, 'k');
    assert_int_equal(load_api_key(folder.write("api-key", longest + "\n"))->size(), 511);
    assert_contains(error_of(longest + "k"), "511 bytes");
    assert_contains(error_of(std::string(5000, 'k')), "larger than 4096 bytes");
}

TEST(a_key_file_that_others_can_read_or_write_is_refused) {
    const TemporaryFolder folder;
    for (const unsigned mode : {0640U, 0604U, 0644U, 0610U}) {
        const std::string path = folder.write("api-key", "key", mode);
        assert_contains(load_api_key(path).error().message, "chmod 0600 " + path);
    }
    const std::string path = folder.write("api-key", "key", 0620);
    assert_contains(load_api_key(path).error().message, "chmod go-w " + path);
    assert_true(load_api_key(folder.write("api-key", "key", 0400)).has_value());
}

TEST(what_is_no_regular_file_is_refused) {
    const TemporaryFolder folder;
    const std::string path = folder.write("api-key", "key");
    const std::string link = folder.path_of("link");
    assert_int_equal(symlink(path.c_str(), link.c_str()), 0);
    assert_contains(load_api_key(link).error().message, link + " is a symbolic link");
    const std::string fifo = folder.path_of("fifo");
    assert_int_equal(mkfifo(fifo.c_str(), 0600), 0);
    assert_contains(load_api_key(fifo).error().message, fifo + " is not a regular file");
    const std::string missing = folder.path_of("missing");
    assert_contains(load_api_key(missing).error().message, missing + ": No such file");
    assert_contains(load_api_key("/dev/null").error().message, "/dev/null is not a regular file");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("api key");
}
