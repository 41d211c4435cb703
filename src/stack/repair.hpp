// SPDX-License-Identifier: MIT
// Repair: a small change of a service's own file that was tried on everybody before it is shown.
#pragma once

#include <optional>
#include <string>

#include "stack/finding.hpp"
#include "stack/logins.hpp"

namespace infobip_otp::stack {

struct Repair {
    std::string file;
    std::string before;  // the whole text
    std::string after;

    // A unified diff, which patch(1) takes: "--- /etc/pam.d/sudo" and so on.
    [[nodiscard]] std::string as_diff() const;
};

struct Advice {
    std::optional<Repair> repair;
    std::string why_not;  // where there is something to mend and no repair: the reason
};

// Tries changes on paper, small ones first: another control for one line, a line of pam_permit.so,
// our line somewhere else, our line where there is none. One is offered only if it leaves no
// failure and no new warning, and if in every situation (with and without phone, exempt by each
// condition of the stack, root, local and directory account, right and wrong factors)
// - nobody who got in with right factors stops getting in,
// - nobody new gets in,
// - no message more is sent, but the one code that was missing where a right password alone let in.
// Lines of included files are left alone: they are others' too.
[[nodiscard]] Advice repair(const Service& service, const Circumstances& circumstances,
                            const Surroundings& surroundings);

}  // namespace infobip_otp::stack
