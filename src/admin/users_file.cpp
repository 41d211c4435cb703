// SPDX-License-Identifier: MIT
// Editing of the users file.
#include "admin/users_file.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "directory/users_line.hpp"

namespace infobip_otp::admin {
namespace {

constexpr std::size_t longest_file = 64 * 1024 * 1024;
constexpr std::string_view unverified_mark = "; verified=no";

// Calls `each(line, number)` with the lines, without their LF.
template <class Each>
void for_lines(std::string_view text, Each each) {
    unsigned number = 0;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        each(text.substr(0, end), ++number);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
}

// Without our mark: "; channel=sms".
std::string other_attributes(std::string_view line) {
    std::string kept;
    std::size_t begin = line.find(';');
    while (begin != std::string_view::npos) {
        const std::size_t end = std::min(line.find(';', begin + 1), line.size());
        const std::string_view one = trim(line.substr(begin + 1, end - begin - 1));
        if (!one.starts_with("verified=")) kept += "; " + std::string(one);
        begin = end == line.size() ? std::string_view::npos : end;
    }
    return kept;
}

UsersFile::Entry read_entry(std::string_view text, unsigned number) {
    const UsersLine line = read_users_line(text);
    UsersFile::Entry entry;
    entry.line = number;
    if (line.kind == UsersLine::Kind::unreadable) {
        entry.problem = line.problem;
        return entry;
    }
    entry.account = account_of(line.name);
    entry.number = PhoneNumber::parse(line.number);
    if (line.attributes.find("verified=no") != std::string_view::npos)
        entry.proof = Proof::unverified;
    return entry;
}

}  // namespace

Result<UsersFile> UsersFile::read(const std::string& path) {
    auto file = EditedFile::read(path, Privacy::secret, longest_file);
    if (!file) return file.error();
    return UsersFile(std::move(*file));
}

std::vector<UsersFile::Entry> UsersFile::entries() const {
    std::vector<Entry> entries;
    for_lines(file_.text(), [&](std::string_view line, unsigned number) {
        if (read_users_line(line).kind != UsersLine::Kind::nothing)
            entries.push_back(read_entry(line, number));
    });
    return entries;
}

std::vector<UsersFile::Entry> UsersFile::entries_of(std::string_view account) const {
    std::vector<Entry> entries;
    for_lines(file_.text(), [&](std::string_view line, unsigned number) {
        if (is_line_of(account, line)) entries.push_back(read_entry(line, number));
    });
    return entries;
}

std::vector<std::string> UsersFile::accounts_with(const PhoneNumber& number) const {
    std::vector<std::string> accounts;
    for (const Entry& entry : entries())
        if (entry.number && entry.number->e164() == number.e164())
            accounts.push_back(entry.account);
    return accounts;
}

void UsersFile::set(const std::string& account, const PhoneNumber& number, Proof proof) {
    const std::string begin = written_name(account) + ": " + std::string(number.e164());
    const std::string end(proof == Proof::unverified ? unverified_mark : "");
    std::string result;
    bool found = false;
    for_lines(file_.text(), [&](std::string_view line, unsigned) {
        const bool theirs = is_line_of(account, line);
        found = found || theirs;
        const std::string_view attributes = trim(read_users_line(line).attributes);
        result += theirs ? begin + other_attributes(attributes) + end : std::string(line);
        result += '\n';
    });
    if (!found) result += begin + end + "\n";
    file_.set(result);
    explicit_bzero(result.data(), result.size());
}

void UsersFile::remove(std::string_view account) {
    std::string result;
    for_lines(file_.text(), [&](std::string_view line, unsigned) {
        if (!is_line_of(account, line)) result += std::string(line) + "\n";
    });
    file_.set(result);
    explicit_bzero(result.data(), result.size());
}

Result<void> UsersFile::save(Clock& clock) {
    return file_.save(clock);
}

}  // namespace infobip_otp::admin
