// SPDX-License-Identifier: MIT
// Repair: the smallest change of a service's own file that leaves nothing to complain about.
#pragma once

#include <optional>
#include <string>

#include "stack/finding.hpp"
#include "stack/logins.hpp"

namespace infobip_otp::stack {

struct Repair {
    std::string file;
    unsigned line = 0;          // where it changes, from 1
    std::string removed;        // that line as libpam reads it; empty: nothing goes
    std::string added;          // empty: nothing comes; else one line or several
    unsigned moved_behind = 0;  // `added` stands behind this line; 0: in the place of `line`

    // "--- /etc/pam.d/sudo", "-4: auth ...", "+4: auth ..."
    [[nodiscard]] std::string as_diff() const;
};

// Tries changes on paper, small ones first: another control for one line, a line of
// pam_permit.so, our line somewhere else, our line where there is none. nullopt: nothing is wrong,
// or none of these changes helps. Lines of included files are left alone: they are others' too.
[[nodiscard]] std::optional<Repair> repair(const Service& service,
                                           const Circumstances& circumstances,
                                           const Surroundings& surroundings);

}  // namespace infobip_otp::stack
