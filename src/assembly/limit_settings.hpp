// SPDX-License-Identifier: MIT
// limit_settings(): the part of the settings that the limits of accounts are made of.
#pragma once

#include "config/settings.hpp"
#include "limits/limit_settings.hpp"

namespace infobip_otp {

[[nodiscard]] inline LimitSettings limit_settings(const Settings& settings) {
    return {settings.unanswered_per_user, settings.sends_per_user, settings.sends_per_host,
            settings.failures_per_user, settings.resend_wait};
}

}  // namespace infobip_otp
