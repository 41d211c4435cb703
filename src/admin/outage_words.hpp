// SPDX-License-Identifier: MIT
// Outage words: the record of outages, as the administrator reads it.
#pragma once

#include <string>

#include "config/settings.hpp"
#include "outage/outage_record.hpp"

namespace infobip_otp::admin {

// "no exchange has failed since 2026-11-28 12:03 UTC", "every exchange has failed for 2m 5s": one
// line, and what that means to `settings.login.when_unreachable`.
[[nodiscard]] std::string outage_words(const OutageSeen& seen, const Settings& settings);

}  // namespace infobip_otp::admin
