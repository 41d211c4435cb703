// SPDX-License-Identifier: MIT
// Private stack: files of PAM in a folder of our own, which nobody else's login sees.
#pragma once

#include <string>

#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

inline constexpr const char* private_service = "infobip-otp-try";

// A service of our line alone. `settings` empty: the usual settings file.
Result<void> write_own_stack(const std::string& folder, const std::string& service,
                             const std::string& settings);

// The services of this machine, with every line of ours reading `settings` instead of its own; but
// a file that lies elsewhere and is included is not copied.
Result<void> copy_stacks(const std::string& folder, const std::string& settings);

// Whether every line of ours that `service` comes to in such a copy reads `settings`; the Error
// names one that does not.
Result<void> check_copy(const std::string& folder, const std::string& service,
                        const std::string& settings);

}  // namespace infobip_otp::admin
