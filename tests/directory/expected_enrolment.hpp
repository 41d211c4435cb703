// SPDX-License-Identifier: MIT
// What FileDirectory::find must answer, word by word from its contract, over lines in memory.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "directory/line_reader.hpp"
#include "directory/users_line.hpp"
#include "infobip_otp/user_directory.hpp"

namespace infobip_otp::testing {

// nullopt: an Error.
inline std::optional<Enrolment> expected_enrolment(std::string_view content,
                                                   std::string_view account) {
    unsigned own = 0;
    bool all_readable = true;
    bool has_entry = false;
    const bool has_end = content.ends_with('\n');
    Enrolment enrolment = Enrolment::absent;
    while (!content.empty()) {
        const std::string_view line = content.substr(0, content.find('\n'));
        const UsersLine read = read_users_line(line);
        if (read.kind == UsersLine::Kind::unreadable) all_readable = false;
        if (read.kind == UsersLine::Kind::entry) has_entry = true;
        if (is_line_of(account, line)) {
            const bool usable = ++own == 1 && read.kind == UsersLine::Kind::entry &&
                                account_of(read.name) == account;
            enrolment = usable ? Enrolment::enrolled : Enrolment::malformed;
        }
        content.remove_prefix(std::min(line.size() + 1, content.size()));
    }
    const bool is_whole = all_readable && has_entry && has_end;
    if (enrolment == Enrolment::absent && !is_whole) return std::nullopt;
    return enrolment;
}

}  // namespace infobip_otp::testing
