// SPDX-License-Identifier: MIT
// Users line: one line of the users file, "alice: +41793026727" (docs/formats.md, "users").
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace infobip_otp {

inline constexpr std::size_t longest_users_line = 4096;

struct UsersLine {
    enum class Kind {
        nothing,     // empty, or a comment
        entry,       // `name`, `number` and `attributes` are set
        unreadable,  // `problem` is set
    };

    Kind kind = Kind::unreadable;
    std::string_view name;        // as it is written: account_of() says whose
    std::string_view number;      // PhoneNumber::parse takes it
    std::string_view attributes;  // from the first semicolon on
    std::string_view problem;     // what is wrong and what to write; quotes nothing of the line
};

// `line` without its LF. Whatever is not exactly an entry, empty or a comment is unreadable.
[[nodiscard]] UsersLine read_users_line(std::string_view line);

// The account that the name of an entry means.
[[nodiscard]] std::string account_of(std::string_view name);

// An account's name as an entry has it: as it is where it holds ASCII letters, digits and
// "-_.@$+/\\" only, else in quotes. A byte order mark or a no-break space outside of quotes would
// make it another name, and nobody would see it.
[[nodiscard]] std::string written_name(std::string_view account);

[[nodiscard]] inline std::string_view without_indent(std::string_view line) {
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    return line;
}

// Whether the line begins with a name in quotes, and this account is meant by it.
[[nodiscard]] bool begins_with_quoted(std::string_view account, std::string_view line);

// Whether the first word of the line, which is in quotes or ends at a blank or a colon, is this
// account: then the line is this person's, readable or not.
[[nodiscard]] inline bool is_line_of(std::string_view account, std::string_view line) {
    line = without_indent(line);
    if (line.empty() || line.front() == '#') return false;
    if (line.front() == '"') return begins_with_quoted(account, line);
    if (!line.starts_with(account)) return false;
    if (line.size() == account.size()) return true;
    const char behind = line[account.size()];
    return behind == ':' || behind == ' ' || (behind >= '\0' && behind < ' ');
}

}  // namespace infobip_otp
