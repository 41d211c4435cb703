// SPDX-License-Identifier: MIT
// Lock: flock(2) with a deadline.
#pragma once

#include <chrono>

#include "infobip_otp/clock.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp {

enum class Locking { locked, busy };

// Asks for the exclusive lock again and again until `longest` has passed: whoever runs su may stop
// it while it holds a lock, and a wait without end would hang the next login of that account. The
// lock ends when `descriptor` is closed, also by the end of the process.
Result<Locking> lock_within(int descriptor, std::chrono::milliseconds longest, Clock& clock);

}  // namespace infobip_otp
