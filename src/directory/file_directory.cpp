// SPDX-License-Identifier: MIT
// FileDirectory.
#include "directory/file_directory.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <string_view>
#include <utility>

#include "base/file.hpp"
#include "directory/line_reader.hpp"
#include "directory/users_line.hpp"

namespace infobip_otp {
namespace {

constexpr int most_looks = 3;

static_assert(LineReader::longest_line == longest_users_line);

std::string place(const std::string& path, unsigned long line) {
    return path + ":" + std::to_string(line);
}

Error unreadable_file(const std::string& problem) {
    return Error{"users file: " + problem};
}

Enrolled malformed(const std::string& problem) {
    return {Enrolment::malformed, std::nullopt, "users file: " + problem};
}

Enrolled read_entry(const std::string& path, unsigned long number, std::string_view text,
                    std::string_view account) {
    const UsersLine line = read_users_line(text);
    if (line.kind != UsersLine::Kind::entry)
        return malformed(place(path, number) + ": " + std::string(line.problem));
    if (account_of(line.name) != account)
        return malformed(place(path, number) + ": the name of this account has to be in quotes");
    return {Enrolment::enrolled, PhoneNumber::parse(line.number), {}};
}

// Looks at names only: what the other lines hold does not matter to who has one.
Result<Enrolled> look_up(int file, const std::string& path, std::string_view account) {
    Enrolled found{Enrolment::absent, std::nullopt, {}};
    unsigned long first = 0;
    LineReader reader(file);
    while (const auto line = reader.next()) {
        if (!is_line_of(account, *line)) continue;
        if (first != 0) {
            found = malformed(place(path, first) + " and " + place(path, reader.number()) +
                              " are both of this account; remove one");
            continue;
        }
        first = reader.number();
        found = read_entry(path, first, *line, account);
    }
    if (reader.failure() != 0) return system_error("users file: reading " + path, reader.failure());
    return found;
}

constexpr const char* until_then = " (until then nobody counts as having no phone)";

// Whether every line can be read, one is an entry and the last one has its end; the Error says what
// is wrong. A file that is being written, or was not written to its end, is one without entries or
// is cut off somewhere.
Result<void> check_lines(int file, const std::string& path) {
    if (lseek(file, 0, SEEK_SET) != 0) return system_error("users file: reading " + path, errno);
    LineReader reader(file);
    bool has_entry = false;
    while (const auto text = reader.next()) {
        const UsersLine line = read_users_line(*text);
        if (line.kind == UsersLine::Kind::unreadable)
            return unreadable_file(place(path, reader.number()) + ": " + std::string(line.problem) +
                                   until_then);
        has_entry = has_entry || line.kind == UsersLine::Kind::entry;
    }
    if (reader.failure() != 0) return system_error("users file: reading " + path, reader.failure());
    if (!has_entry) return unreadable_file(path + " names nobody: write one line" + until_then);
    char last = 0;
    if (lseek(file, -1, SEEK_END) < 0 || ::read(file, &last, 1) != 1 || last != '\n')
        return unreadable_file(path + ": the last line may be cut off: end it with a line feed" +
                               until_then);
    return {};
}

bool is_same(const struct stat& before, const struct stat& after) {
    const auto is_equal = [](const timespec& one, const timespec& other) {
        return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
    };
    return before.st_size == after.st_size && is_equal(before.st_mtim, after.st_mtim) &&
           is_equal(before.st_ctim, after.st_ctim);
}

// How long ago the file was changed. A time to come is a clock that was set back: long ago.
std::chrono::nanoseconds age_of(const struct stat& file) {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    const auto age = std::chrono::seconds(now.tv_sec - file.st_ctim.tv_sec) +
                     std::chrono::nanoseconds(now.tv_nsec - file.st_ctim.tv_nsec);
    return age < age.zero() ? age.max() : age;
}

}  // namespace

// nullopt: no line of the account, and the file was not left alone meanwhile or just before.
Result<std::optional<Enrolled>> FileDirectory::look(std::string_view account) {
    const auto file = open_trusted(path_, Privacy::secret);
    if (!file) return unreadable_file(file.error().message);
    struct stat before {};
    struct stat after {};
    if (fstat(file->get(), &before) != 0) return system_error("looking at " + path_, errno);
    auto found = look_up(file->get(), path_, account);
    if (!found) return found.error();
    if (found->enrolment != Enrolment::absent) return std::optional(*std::move(found));
    if (auto checked = check_lines(file->get(), path_); !checked) return checked.error();
    if (fstat(file->get(), &after) != 0) return system_error("looking at " + path_, errno);
    const bool rests =
        is_same(before, after) && age_of(after) >= rest_ && !is_being_written(file->get());
    if (!rests) return std::optional<Enrolled>();
    return std::optional(*std::move(found));
}

Result<Enrolled> FileDirectory::find(std::string_view account) {
    for (int look_number = 0; look_number < most_looks; ++look_number) {
        if (look_number > 0) poll(nullptr, 0, static_cast<int>(rest_.count()));
        auto found = look(account);
        if (!found) return found.error();
        if (found->has_value()) return **std::move(found);
    }
    return unreadable_file(path_ + " is being written" + until_then);
}

}  // namespace infobip_otp
