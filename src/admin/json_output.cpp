// SPDX-License-Identifier: MIT
// JSON output.
#include "admin/json_output.hpp"

#include <cstdio>
#include <string>

namespace infobip_otp::admin {

Json json_report(std::string_view name) {
    return Json::object().set("schema", "infobip-otp " + std::string(name) + " 1");
}

void print_json(const Json& report) {
    std::printf("%s\n", report.dump().c_str());
}

}  // namespace infobip_otp::admin
