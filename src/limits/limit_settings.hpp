// SPDX-License-Identifier: MIT
// LimitSettings: the limits that are kept across logins; the names are those of the settings file.
#pragma once

#include <chrono>

#include "infobip_otp/rate_limit.hpp"

namespace infobip_otp {

struct LimitSettings {
    RateLimits unanswered_per_user;
    RateLimits sends_per_user;
    RateLimits sends_per_host;  // empty: off
    RateLimits failures_per_user;
    std::chrono::milliseconds resend_wait{0};
};

// The most that one limit of an account may count: a record has room for so many times.
inline constexpr unsigned most_counted = 100;

}  // namespace infobip_otp
