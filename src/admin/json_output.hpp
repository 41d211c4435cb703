// SPDX-License-Identifier: MIT
// JSON output: what every --json of the tool has in common; its form is
// docs/infobip-otp.schema.json.
#pragma once

#include <string_view>

#include "json/json.hpp"

namespace infobip_otp::admin {

// {"schema": "infobip-otp NAME 1"}: members are added within a version, never changed or removed.
[[nodiscard]] Json json_report(std::string_view name);

// One line on stdout.
void print_json(const Json& report);

}  // namespace infobip_otp::admin
