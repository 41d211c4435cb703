// SPDX-License-Identifier: MIT
// RealPam: one login through the real libpam, with the files of a folder and stand-in modules.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "stack/pam_result.hpp"
#include "stack/service.hpp"

namespace infobip_otp::testing {

// A module was called.
struct Call {
    stack::Facility facility = stack::Facility::auth;
    std::string module;  // "pam_unix"
    std::vector<std::string> arguments;
    stack::PamResult result = stack::PamResult::abort;

    friend bool operator==(const Call&, const Call&) = default;
};

struct RealLogin {
    stack::PamResult status = stack::PamResult::abort;
    std::vector<Call> calls;
};

// What a module answers; the result of the call is not filled in yet.
using Answering = std::function<stack::PamResult(const Call&)>;

// pam_start_confdir(), authenticate, then acct_mgmt where that succeeded, as hosts do it. One login
// at a time.
[[nodiscard]] RealLogin log_in_really(const std::string& folder, const std::string& service,
                                      const Answering& answering);

}  // namespace infobip_otp::testing
