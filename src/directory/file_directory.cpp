// SPDX-License-Identifier: MIT
// FileDirectory.
#include "directory/file_directory.hpp"

#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "base/file.hpp"
#include "directory/line_reader.hpp"
#include "directory/users_line.hpp"

namespace infobip_otp {
namespace {

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

Enrolled read_entry(const std::string& path, unsigned long number, std::string_view text) {
    const UsersLine line = read_users_line(text);
    if (line.kind != UsersLine::Kind::entry)
        return malformed(place(path, number) + ": " + std::string(line.problem));
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
        found = read_entry(path, first, *line);
    }
    if (reader.failure() != 0) return system_error("users file: reading " + path, reader.failure());
    return found;
}

// Whether every line can be read; the Error names the first that cannot.
Result<void> check_lines(int file, const std::string& path) {
    if (lseek(file, 0, SEEK_SET) != 0) return system_error("users file: reading " + path, errno);
    LineReader reader(file);
    while (const auto text = reader.next()) {
        const UsersLine line = read_users_line(*text);
        if (line.kind == UsersLine::Kind::unreadable)
            return unreadable_file(place(path, reader.number()) + ": " + std::string(line.problem) +
                                   " (until then nobody counts as having no phone)");
    }
    if (reader.failure() != 0) return system_error("users file: reading " + path, reader.failure());
    return {};
}

}  // namespace

Result<Enrolled> FileDirectory::find(std::string_view account) {
    if (!can_be_in_users_file(account))
        return unreadable_file("no line of " + path_ +
                               " can name this account: letters, digits and -_.@$+/\\ only");
    const auto file = open_trusted(path_, Privacy::secret);
    if (!file) return unreadable_file(file.error().message);
    auto found = look_up(file->get(), path_, account);
    if (!found || found->enrolment != Enrolment::absent) return found;
    if (auto checked = check_lines(file->get(), path_); !checked) return checked.error();
    return found;
}

}  // namespace infobip_otp
