// SPDX-License-Identifier: MIT
// Users line: name, number, attributes.
#include "directory/users_line.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.hpp"
#include "infobip_otp/phone_number.hpp"

namespace infobip_otp {
namespace {

UsersLine unreadable(std::string_view problem) {
    return {UsersLine::Kind::unreadable, {}, {}, problem};
}

bool is_plain(char c) {
    return (c >= ' ' && c <= '~') || c == '\t';
}

// One look a byte: every line of the file is read when somebody has none.
constexpr std::array<bool, 256> name_bytes = [] {
    std::array<bool, 256> allowed{};
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                         "0123456789-_.@$+/\\"))
        allowed[static_cast<unsigned char>(c)] = true;
    return allowed;
}();

// "name=value"; what the names mean is for later versions to say.
bool is_attribute(std::string_view text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view name = trim(text.substr(0, equals));
    return !name.empty() && !trim(text.substr(equals + 1)).empty() &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
               std::string_view::npos;
}

// `text` begins at the first semicolon.
bool are_attributes(std::string_view text) {
    while (!text.empty()) {
        text.remove_prefix(1);
        const std::size_t end = std::min(text.find(';'), text.size());
        if (!is_attribute(trim(text.substr(0, end)))) return false;
        text.remove_prefix(end);
    }
    return true;
}

}  // namespace

bool can_be_in_users_file(std::string_view account) {
    return !account.empty() && std::all_of(account.begin(), account.end(), [](char c) {
        return name_bytes[static_cast<unsigned char>(c)];
    });
}

UsersLine read_users_line(std::string_view line) {
    if (line.size() > longest_users_line) return unreadable("the line is longer than 4096 bytes");
    if (line.find('\0') != std::string_view::npos) return unreadable("the line holds a NUL byte");
    if (line.ends_with('\r')) line.remove_suffix(1);
    // The same beginning as is_line_of() sees: an entry must not be found by one and not the other.
    line = without_indent(line);
    if (line.empty() || line.front() == '#') return {UsersLine::Kind::nothing, {}, {}, {}};
    if (!std::all_of(line.begin(), line.end(), is_plain))
        return unreadable("the line holds a byte that is not printable ASCII");

    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos)
        return unreadable("no colon behind the name; write NAME: +NUMBER");
    const std::string_view name = line.substr(0, colon);
    if (!can_be_in_users_file(name))
        return unreadable("no account's name directly before the colon; write NAME: +NUMBER");

    const std::string_view rest = line.substr(colon + 1);
    const std::size_t semicolon = std::min(rest.find(';'), rest.size());
    const std::string_view number = trim(rest.substr(0, semicolon));
    if (!PhoneNumber::is_one(number))
        return unreadable(
            "the number is not a plus and 7 to 15 digits, the first not 0; write NAME: +NUMBER");
    if (!are_attributes(rest.substr(semicolon)))
        return unreadable("what follows the number is not ; name=value");
    return {UsersLine::Kind::entry, name, number, {}};
}

}  // namespace infobip_otp
