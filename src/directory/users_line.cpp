// SPDX-License-Identifier: MIT
// Users line: name, number, attributes.
#include "directory/users_line.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "base/text.hpp"
#include "infobip_otp/phone_number.hpp"

namespace infobip_otp {
namespace {

UsersLine unreadable(std::string_view problem) {
    return {UsersLine::Kind::unreadable, {}, {}, {}, problem};
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

bool is_bare_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return name_bytes[static_cast<unsigned char>(c)];
    });
}

constexpr std::string_view hex_digits = "0123456789abcdef";

// Takes one character of a name in quotes from `text`, which begins behind the first quote.
// nullopt: the closing quote, or what may not stand there; `text` then begins with it.
std::optional<char> take_quoted(std::string_view& text) {
    if (text.empty() || text.front() == '"') return std::nullopt;
    const char first = text.front();
    if (first != '\\') {
        if ((first >= '\0' && first < ' ') || first == '\x7f') return std::nullopt;
        text.remove_prefix(1);
        return first;
    }
    const char second = text.size() > 1 ? text[1] : '\0';
    if (second == '\\' || second == '"') {
        text.remove_prefix(2);
        return second;
    }
    if (second != 'x' || text.size() < 4) return std::nullopt;
    const std::size_t high = hex_digits.find(text[2]);
    const std::size_t low = hex_digits.find(text[3]);
    if (high == std::string_view::npos || low == std::string_view::npos || high + low == 0)
        return std::nullopt;
    text.remove_prefix(4);
    return static_cast<char>(high * 16 + low);
}

// The size of the name that the line begins with, its quotes included; 0: it begins with none.
std::size_t name_size(std::string_view line) {
    if (line.empty() || line.front() != '"') {
        const std::string_view name = line.substr(0, std::min(line.find(':'), line.size()));
        return is_bare_name(name) ? name.size() : 0;
    }
    std::string_view rest = line.substr(1);
    while (take_quoted(rest)) continue;
    const std::size_t size = line.size() - rest.size() + 1;
    return rest.empty() || rest.front() != '"' || size == 2 ? 0 : size;
}

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

std::string account_of(std::string_view name) {
    if (name.empty() || name.front() != '"') return std::string(name);
    std::string account;
    name.remove_prefix(1);
    while (const auto c = take_quoted(name)) account += *c;
    return account;
}

std::string written_name(std::string_view account) {
    if (is_bare_name(account)) return std::string(account);
    std::string written = "\"";
    for (const char c : account) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\')
            written += std::string("\\") + c;
        else if (byte < ' ' || byte == 0x7f)
            written += std::string("\\x") + hex_digits[byte / 16] + hex_digits[byte % 16];
        else
            written += c;
    }
    return written + "\"";
}

bool begins_with_quoted(std::string_view account, std::string_view line) {
    const std::size_t size = name_size(line);
    return size != 0 && line.front() == '"' && account_of(line.substr(0, size)) == account;
}

UsersLine read_users_line(std::string_view line) {
    if (line.size() > longest_users_line) return unreadable("the line is longer than 4096 bytes");
    if (line.find('\0') != std::string_view::npos) return unreadable("the line holds a NUL byte");
    if (line.ends_with('\r')) line.remove_suffix(1);
    // The same beginning as is_line_of() sees: an entry must not be found by one and not the other.
    line = without_indent(line);
    if (line.empty() || line.front() == '#') return {UsersLine::Kind::nothing, {}, {}, {}, {}};
    const std::size_t end_of_name = name_size(line);
    const bool is_quoted = end_of_name != 0 && line.front() == '"';
    const std::string_view to_check = is_quoted ? line.substr(end_of_name) : line;
    if (!std::all_of(to_check.begin(), to_check.end(), is_plain))
        return unreadable(
            "the line holds a byte that is not printable ASCII; a name with one is in quotes");

    if (line.find(':') == std::string_view::npos)
        return unreadable("no colon behind the name; write NAME: +NUMBER");
    if (end_of_name == 0 || end_of_name == line.size() || line[end_of_name] != ':')
        return unreadable(
            "no account's name directly before the colon; write NAME: +NUMBER, the name in quotes "
            "if it holds other characters than letters, digits and -_.@$+/\\");
    const std::string_view name = line.substr(0, end_of_name);

    const std::string_view rest = line.substr(end_of_name + 1);
    const std::size_t semicolon = std::min(rest.find(';'), rest.size());
    const std::string_view number = trim(rest.substr(0, semicolon));
    if (!PhoneNumber::is_one(number))
        return unreadable(
            "the number is not a plus and 7 to 15 digits, the first not 0; write NAME: +NUMBER");
    if (!are_attributes(rest.substr(semicolon)))
        return unreadable("what follows the number is not ; name=value");
    return {UsersLine::Kind::entry, name, number, rest.substr(semicolon), {}};
}

}  // namespace infobip_otp
