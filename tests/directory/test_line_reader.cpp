// SPDX-License-Identifier: MIT
// LineReader against a slow reading of the same bytes.
#include "directory/line_reader.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <random>
#include <string>
#include <vector>

#include "base/descriptor.hpp"
#include "cmocka.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;
using testing::TemporaryFolder;

namespace {

std::vector<std::string> lines_of(std::string_view content) {
    const TemporaryFolder folder;
    const Descriptor file(open(folder.write("lines", content).c_str(), O_RDONLY | O_CLOEXEC));
    LineReader reader(file.get());
    std::vector<std::string> lines;
    while (const auto line = reader.next()) {
        lines.emplace_back(*line);
        assert_int_equal(reader.number(), lines.size());
    }
    assert_int_equal(reader.failure(), 0);
    assert_false(reader.next().has_value());
    return lines;
}

// What the header promises, in the plainest way.
std::vector<std::string> expected_of(const std::string& content) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin < content.size();) {
        const std::size_t end = std::min(content.find('\n', begin), content.size());
        lines.push_back(content.substr(begin, std::min(end - begin, LineReader::longest_line + 1)));
        begin = end + 1;
    }
    return lines;
}

void check(const std::string& content) {
    const auto seen = lines_of(content);
    const auto expected = expected_of(content);
    assert_int_equal(seen.size(), expected.size());
    for (std::size_t i = 0; i < seen.size(); ++i) assert_text(seen[i], expected[i]);
}

TEST(lines_end_with_lf_and_the_last_with_the_file) {
    for (const char* content : {"", "\n", "a", "a\n", "a\nb", "a\n\nb\n", "\n\n\n", "a\r\nb\r\n"})
        check(content);
    check(std::string("a\0b\nc", 5));
}

TEST(a_line_may_cross_the_blocks_anywhere) {
    for (std::size_t before = LineReader::block_size - 5; before < LineReader::block_size + 5;
         ++before) {
        std::string content;
        while (content.size() + 100 < before) content += std::string(99, 'x') + "\n";
        content += std::string(before - content.size() - 1, 'y') + "\n";
        check(content);
        check(content + "alice");
        check(content + "alice\nbob\n");
    }
}

TEST(too_long_lines_are_cut_and_those_behind_them_found) {
    for (const std::size_t size :
         {LineReader::longest_line - 1, LineReader::longest_line, LineReader::longest_line + 1,
          LineReader::longest_line + 2, LineReader::block_size - 1, LineReader::block_size,
          LineReader::block_size + 1, LineReader::block_size + LineReader::longest_line,
          LineReader::block_size + LineReader::longest_line + 1, 3 * LineReader::block_size}) {
        const std::string line(size, 'z');
        check(line);
        check(line + "\n");
        check("a\n" + line + "\nb\n" + line + "\nc");
    }
}

TEST(random_files_read_as_the_slow_way_does) {
    std::mt19937 random(65536);
    for (int round = 0; round < 200; ++round) {
        std::string content;
        for (auto i = random() % 60; i > 0; --i) {
            const auto size = random() % 8 == 0 ? random() % 20'000 : random() % 5000;
            content += std::string(size, static_cast<char>('a' + random() % 26));
            if (random() % 8 != 0) content += '\n';
        }
        check(content);
    }
}

TEST(a_failed_read_is_not_the_end_of_the_file) {
    const Descriptor folder(open("/", O_RDONLY | O_CLOEXEC));
    LineReader reader(folder.get());
    assert_false(reader.next().has_value());
    assert_int_equal(reader.failure(), EISDIR);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("line reader");
}
