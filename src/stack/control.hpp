// SPDX-License-Identifier: MIT
// Control: what libpam does with each answer of a module, "required" or "[success=1
// default=ignore]".
#pragma once

#include <array>
#include <string_view>

#include "stack/pam_result.hpp"

namespace infobip_otp::stack {

struct Action {
    enum class Kind { ignore, ok, done, bad, die, reset, jump };

    Kind kind = Kind::bad;
    unsigned jump = 0;  // lines stepped over

    friend bool operator==(const Action&, const Action&) = default;
};

struct Control {
    std::array<Action, pam_results> actions{};
    bool understood = true;  // false: libpam takes every answer as bad

    [[nodiscard]] const Action& of(PamResult result) const {
        return actions[static_cast<std::size_t>(result)];
    }
};

// A keyword or a list, as pam.conf(5) has them and as libpam reads them (pam_misc.c,
// _pam_parse_control()): without the brackets, in which a keyword may stand as well. What the list
// does not name is bad, and one word that is none makes every answer bad. `include` and `substack`
// are no controls.
[[nodiscard]] Control read_control(std::string_view text);

}  // namespace infobip_otp::stack
