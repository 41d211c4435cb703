// SPDX-License-Identifier: MIT
// Blame: which line decided how a login went.
#pragma once

#include <string>

#include "stack/logins.hpp"

namespace infobip_otp::stack {

// The first line of ours in the stack; nullptr: there is none.
[[nodiscard]] const Line* our_line(const Stack& stack);

// A login that got in without a code: the step that kept the stack from needing one. That is the
// one behind which our line was stepped over; or our line itself, where it was called and did not
// count.
[[nodiscard]] const Step* stepped_over_us(const Stack& auth, const Outcome& outcome);

// A login that was refused: the step whose answer the host was told; nullptr: no line said yes.
[[nodiscard]] const Step* refused_by(const Outcome& outcome);

// "auth sufficient pam_unix.so", in quotes; what is not to be seen is escaped.
[[nodiscard]] std::string quoted(const Line& line, Facility facility = Facility::auth);

}  // namespace infobip_otp::stack
