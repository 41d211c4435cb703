// SPDX-License-Identifier: MIT
// PinRules: what an application allows its PINs.
#pragma once

#include "sandbox/applications.hpp"
#include "sandbox/limit.hpp"

namespace infobip_otp::sandbox {

// What an application's configuration says, as numbers.
struct PinRules {
    std::int64_t attempts = 10;
    bool allow_multiple = true;
    Length lifetime{0};
    Limit verify;
    Limit send_per_application;
    Limit send_per_number;
};

[[nodiscard]] PinRules rules_of(const Application& application);

}  // namespace infobip_otp::sandbox
