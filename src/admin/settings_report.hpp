// SPDX-License-Identifier: MIT
// Settings report: each setting with its value and where it comes from, and what single services
// have instead.
#pragma once

#include <string>
#include <vector>

#include "config/load_settings.hpp"
#include "infobip_otp/result.hpp"
#include "json/json.hpp"

namespace infobip_otp::admin {

// What a [service ...] block says of one of its services.
struct ServiceSettings {
    std::string service;
    unsigned line = 0;  // of the block
    SettingsWithOrigins read;
};

struct SettingsReport {
    SettingsWithOrigins general;            // of a service that no block names
    std::vector<ServiceSettings> services;  // in the order of the file
};

// `conf` as in Invocation. The Error is that of a login.
Result<SettingsReport> read_settings_report(const std::string& conf);

// changed: without those that are as they come.
enum class SettingsShown { changed, all };
[[nodiscard]] std::string as_text(const SettingsReport& report, SettingsShown shown);

// Puts the members `settings` and `services` into `object`.
void add_to(Json& object, const SettingsReport& report);

}  // namespace infobip_otp::admin
