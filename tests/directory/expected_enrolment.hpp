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
    Enrolment enrolment = Enrolment::absent;
    while (!content.empty()) {
        const std::string_view line = content.substr(0, content.find('\n'));
        const UsersLine::Kind kind = read_users_line(line).kind;
        if (kind == UsersLine::Kind::unreadable) all_readable = false;
        if (is_line_of(account, line)) {
            const bool usable = ++own == 1 && kind == UsersLine::Kind::entry;
            enrolment = usable ? Enrolment::enrolled : Enrolment::malformed;
        }
        content.remove_prefix(std::min(line.size() + 1, content.size()));
    }
    if (enrolment == Enrolment::absent && !all_readable) return std::nullopt;
    return enrolment;
}

}  // namespace infobip_otp::testing
