// SPDX-License-Identifier: MIT
// HostState: what a guest must leave in its host's process as it was, as text to compare.
#pragma once

#include <string>

namespace infobip_otp::testing {

// Descriptors and what they are, children, threads, signals (dispositions, mask, pending), umask,
// folder, limits, environment, locale, ids, timers: a line each.
std::string host_state();

// The lines of one that are not in the other; empty: the same.
std::string difference(const std::string& before, const std::string& after);

}  // namespace infobip_otp::testing
