// SPDX-License-Identifier: MIT
// FileDirectory: whose phone, and when "nobody's" may be believed.
#include "directory/file_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <random>
#include <thread>

#include "cmocka.hpp"
#include "directory/expected_enrolment.hpp"
#include "directory/users_line.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using testing::expected_enrolment;
using testing::TemporaryFolder;

namespace {

constexpr std::chrono::milliseconds at_once(0);  // absence is believed of a file of this instant

Result<Enrolled> find_in(std::string_view content, std::string_view account) {
    const TemporaryFolder folder;
    return FileDirectory(folder.write("users", content), at_once).find(account);
}

void check_enrolled(std::string_view content, std::string_view number) {
    const auto found = find_in(content, "alice");
    if (!found) fail_msg("%s", found.error().message.c_str());
    assert_same(found->enrolment, Enrolment::enrolled);
    assert_text(found->number->e164(), number);
    assert_true(found->problem.empty());
}

std::string malformed_problem(std::string_view content) {
    const auto found = find_in(content, "alice");
    if (!found) fail_msg("%s", found.error().message.c_str());
    assert_same(found->enrolment, Enrolment::malformed);
    assert_false(found->number.has_value());
    return found->problem;
}

std::string error_of(std::string_view content, std::string_view account = "alice") {
    const auto found = find_in(content, account);
    if (found) fail_msg("accepted: %s", std::string(content.substr(0, 80)).c_str());
    return found.error().message;
}

TEST(the_number_of_the_account_is_found) {
    check_enrolled("alice: +41793026727\n", "+41793026727");
    check_enrolled("alice: +41793026727", "+41793026727");
    check_enrolled("# phones\r\n\r\nbob: +385911234567\r\nalice: +41793026727\r\n", "+41793026727");
    check_enrolled("alice2: +385911234567\nalice: +41793026727; channel=sms\nal: +385911234568\n",
                   "+41793026727");
}

TEST(an_account_without_a_line_is_absent) {
    for (const char* content :
         {"bob: +41793026727\n", "# alice: +41793026727\nbob: +41793026727\n",
          "alice2: +41793026727\nALICE: +41793026727\n", "\"al ice\": +41793026727\n"})
        assert_same(find_in(content, "alice")->enrolment, Enrolment::absent);
}

TEST(a_mistake_in_the_own_line_is_never_absence) {
    assert_contains(malformed_problem("bob: +385911234567\nalice 41793026727\n"),
                    "/users:2: no colon");
    assert_contains(malformed_problem("alice: 41793026727\n"), "/users:1: the number is not");
    assert_contains(malformed_problem("\nalice:\n"), "/users:2: the number is not");
    assert_contains(malformed_problem("alice\n"), "/users:1: no colon");
    assert_contains(malformed_problem(" alice : +41793026727"), "/users:1: no account's name");
    assert_contains(malformed_problem(std::string_view("alice: +41793026727\0\n", 21)),
                    "/users:1: the line holds a NUL");
    assert_contains(malformed_problem("alice: +41793026727; a=" + std::string(5000, 'x') + "\n"),
                    "/users:1: the line is longer than 4096 bytes");
}

TEST(an_account_that_is_named_twice_is_malformed) {
    const char* same = "alice: +41793026727\nbob: +385911234567\nalice: +41793026727\n";
    assert_contains(malformed_problem(same), "/users:1 and ");
    assert_contains(malformed_problem(same), "/users:3 are both of this account");
    assert_contains(malformed_problem("alice: +41793026727\nalice x\n"), "/users:2 are both");
    assert_contains(malformed_problem("alice\nalice: +41793026727\n"), "/users:2 are both");
    // The second one behind more than one block.
    const std::string others(200'000, '\n');
    assert_contains(malformed_problem("alice: +41793026727\n" + others + "alice: +41793026727"),
                    "/users:200002 are both");
}

TEST(the_mistakes_of_others_do_not_touch_an_account) {
    const std::string mistakes[] = {"bob 385911234567", "bob: 0911234567", "garbage",
                                    std::string("bob\0", 4), std::string(10'000, 'x')};
    for (const std::string& mistake : mistakes) {
        check_enrolled(mistake + "\nalice: +41793026727\n", "+41793026727");
        check_enrolled("alice: +41793026727\n" + mistake, "+41793026727");
    }
}

TEST(nobody_is_absent_while_a_line_cannot_be_read) {
    const std::string mistakes[] = {"alcie 41793026727",
                                    "bob: 0911234567",
                                    "\"alice: +41793026727",
                                    "alice=+41793026727",
                                    "\ralice: +41793026727",
                                    "\xef\xbb\xbf"
                                    "alice: +41793026727",
                                    std::string("bob\0", 4),
                                    std::string(10'000, 'x')};
    for (const std::string& mistake : mistakes) {
        const std::string message = error_of("bob: +385911234567\n\n" + mistake + "\n# end\n");
        assert_contains(message, "/users:3: ");
        assert_contains(message, "nobody counts as having no phone");
    }
}

TEST(no_message_holds_a_number) {
    for (const char* content : {"alice 41793026727", "alice: 41793026727"})
        assert_true(malformed_problem(content).find("4179") == std::string::npos);
    assert_true(error_of("bob: 41793026727").find("4179") == std::string::npos);
}

// As by `export-users > users` before its first, or behind one of its lines.
TEST(nobody_is_absent_of_a_file_without_entries_or_without_its_end) {
    for (const char* content : {"", "\n", "# phones of the office\n", "\r\n\t\n"})
        assert_contains(error_of(content), "/users names nobody: write one line");
    for (const char* content : {"bob: +385911234567", "bob: +385911234567\ncarol: +3859112345",
                                "bob: +385911234567\n# end"})
        assert_contains(error_of(content), "/users: the last line may be cut off");
    check_enrolled("alice: +41793026727", "+41793026727");
}

TEST(any_name_has_a_line_in_quotes_and_else_is_absent) {
    for (const char* account : {"john doe", "#alice", "a:b", "m\xc3\xbcller", "with=eq", "a;b",
                                "say \"hi\"", "back \\ slash", "a\tb", "\x01"}) {
        const std::string others = "alice: +385911234567\n";
        assert_same(find_in(others, account)->enrolment, Enrolment::absent);
        const auto found = find_in(others + written_name(account) + ": +41793026727\n", account);
        if (!found) fail_msg("%s: %s", account, found.error().message.c_str());
        assert_same(found->enrolment, Enrolment::enrolled);
        assert_text(found->number->e164(), "+41793026727");
    }
    check_enrolled("\"alice\": +41793026727\n", "+41793026727");
    assert_contains(malformed_problem("\"alice\": +41793026727\nalice: +41793026727\n"),
                    "are both of this account");
}

TEST(a_name_that_needs_quotes_and_has_none_is_never_absent) {
    for (const char* account : {"john doe", "a:b", "m\xc3\xbcller"}) {
        const auto found =
            find_in("bob: +385911234567\n" + std::string(account) + ": +41793026727\n", account);
        assert_true(!found || found->enrolment == Enrolment::malformed);
    }
    const auto own = find_in("a: +41793026727\n", "a: +41793026727");
    assert_true(own && own->enrolment == Enrolment::malformed);
}

// The one who writes never leaves it alone for long enough, or for a while only.
TEST(absence_waits_until_the_file_was_left_alone) {
    using namespace std::chrono_literals;
    const TemporaryFolder folder;
    const std::string path = folder.write("users", "bob: +385911234567\n");
    std::atomic<bool> over{false};
    std::thread writer([&] {
        std::ofstream out(path, std::ios::app);
        while (!over) {
            out << "# another line\n" << std::flush;
            std::this_thread::sleep_for(5ms);
        }
    });
    const auto written = FileDirectory(path, 500ms).find("alice");
    over = true;
    writer.join();
    assert_false(written.has_value());
    assert_contains(written.error().message, "/users is being written (until then");
    assert_same(FileDirectory(path, 500ms).find("bob")->enrolment, Enrolment::enrolled);
    assert_same(FileDirectory(path, 500ms).find("alice")->enrolment, Enrolment::absent);

    // Its last line comes while absence waits.
    std::ofstream(path) << "bob: +385911234567\n";
    std::thread late([&] {
        std::this_thread::sleep_for(50ms);
        std::ofstream(path, std::ios::app) << "alice: +41793026727\n";
    });
    assert_same(FileDirectory(path, 2s).find("alice")->enrolment, Enrolment::enrolled);
    late.join();
}

// However long the one who writes it pauses behind a whole line.
TEST(nobody_is_absent_while_somebody_has_the_file_open_for_writing) {
    using namespace std::chrono_literals;
    const TemporaryFolder folder;
    const std::string path = folder.write("users", "bob: +385911234567\n");
    std::ofstream writer(path, std::ios::app);
    const auto found = FileDirectory(path, 0ms).find("alice");
    assert_false(found.has_value());
    assert_contains(found.error().message, "/users is being written (until then");
    assert_same(FileDirectory(path, 0ms).find("bob")->enrolment, Enrolment::enrolled);
    writer.close();
    std::ifstream reader(path);
    assert_same(FileDirectory(path, 0ms).find("alice")->enrolment, Enrolment::absent);
}

// Nor does asking for it end a host by a signal, or get in the way of whoever writes.
TEST(whoever_opens_the_file_for_writing_meanwhile_is_let_and_hurts_nobody) {
    using namespace std::chrono_literals;
    const TemporaryFolder folder;
    const std::string path = folder.write("users", "bob: +385911234567\n");
    std::atomic<bool> over{false};
    unsigned opened = 0;
    std::thread writer([&] {
        for (; !over; ++opened)
            if (!std::ofstream(path, std::ios::app)) break;
    });
    for (int look = 0; look < 5000; ++look)
        static_cast<void>(FileDirectory(path, 0ms).find("alice"));
    over = true;
    writer.join();
    assert_true(opened > 0);
}

TEST(a_users_file_that_cannot_be_trusted_is_an_error) {
    const TemporaryFolder folder;
    const std::string path = folder.write("users", "alice: +41793026727\n");
    const auto error = [](const std::string& file) {
        const auto found = FileDirectory(file).find("alice");
        assert_false(found.has_value());
        assert_contains(found.error().message, "users file: ");
        return found.error().message;
    };
    assert_contains(error(folder.path_of("missing")), folder.path_of("missing") + ": No such file");
    for (const unsigned mode : {0640U, 0604U, 0644U})
        assert_contains(error(folder.write("readable", "alice: +41793026727\n", mode)),
                        "chmod 0600 " + folder.path_of("readable"));
    assert_contains(error(folder.write("writable", "alice: +41793026727\n", 0620)),
                    "chmod go-w " + folder.path_of("writable"));
    const std::string link = folder.path_of("link");
    assert_int_equal(symlink(path.c_str(), link.c_str()), 0);
    assert_contains(error(link), link + " is a symbolic link");
    const std::string fifo = folder.path_of("fifo");
    assert_int_equal(mkfifo(fifo.c_str(), 0600), 0);
    assert_contains(error(fifo), fifo + " is not a regular file");
    assert_contains(error("/dev/zero"), "/dev/zero is not a regular file");
}

TEST(the_file_is_read_anew_each_time) {
    const TemporaryFolder folder;
    FileDirectory directory(folder.write("users", "alice: +41793026727\n"));
    assert_text(directory.find("alice")->number->e164(), "+41793026727");
    folder.write("users", "alice: +385911234567\n");
    assert_text(directory.find("alice")->number->e164(), "+385911234567");
}

TEST(one_of_a_million_accounts_is_found) {
    std::string content;
    for (int i = 0; i < 1'000'000; ++i)
        content += "user" + std::to_string(i) + ": +4179" + std::to_string(1'000'000 + i) + "\n";
    const TemporaryFolder folder;
    FileDirectory directory(folder.write("users", content));
    assert_text(directory.find("user0")->number->e164(), "+41791000000");
    assert_text(directory.find("user500000")->number->e164(), "+41791500000");
    assert_text(directory.find("user999999")->number->e164(), "+41791999999");
    assert_same(directory.find("user1000000")->enrolment, Enrolment::absent);
}

TEST(a_random_file_gives_what_its_lines_give) {
    std::mt19937 random(4);
    const std::string_view pieces[] = {"alice",
                                       "bob",
                                       ":",
                                       " ",
                                       "+41793026727",
                                       "\n",
                                       "\n",
                                       "\r\n",
                                       "#",
                                       ";",
                                       "a=1",
                                       "alice: +41793026728\n",
                                       "bob: +385911234567\n"};
    const TemporaryFolder folder;
    unsigned seen[4] = {};
    for (int round = 0; round < 5000; ++round) {
        std::string content;
        for (auto i = random() % 12; i > 0; --i)
            if (random() % 32 == 0)
                content += static_cast<char>(random() % 256);
            else
                content += pieces[random() % std::size(pieces)];
        if (random() % 2 == 0) content += '\n';
        const auto found = FileDirectory(folder.write("users", content), at_once).find("alice");
        const auto expected = expected_enrolment(content, "alice");
        assert_int_equal(found.has_value(), expected.has_value());
        ++seen[expected ? static_cast<int>(*expected) : 3];
        if (!found) continue;
        assert_same(found->enrolment, *expected);
        assert_int_equal(found->number.has_value(), *expected == Enrolment::enrolled);
        assert_int_equal(found->problem.empty(), *expected != Enrolment::malformed);
    }
    for (const unsigned count : seen) assert_true(count > 50);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("file directory");
}
