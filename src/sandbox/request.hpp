// SPDX-License-Identifier: MIT
// Request: one HTTP request, taken apart as far as every operation needs it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace infobip_otp::sandbox {

struct Request {
    std::string method;
    std::vector<std::string> segments;  // of the path, decoded; "/2fa/2/pin" is 2fa, 2, pin
    std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
    std::string authorization;
    std::string content_type;
    std::string accept;  // all lines, each with a comma behind it
    std::string body;
};

// Fills in segments and query from "/a/b/?c=d"; a slash at the end is none. Below `prefix` ("/x")
// only: anything else yields no segments at all, which no route matches. A '%' without two
// hexadecimal digits stands for itself.
void parse_target(std::string_view target, std::string_view prefix, Request& request);

// The first query parameter of that name.
[[nodiscard]] std::optional<std::string> query_value(const Request& request, std::string_view name);

}  // namespace infobip_otp::sandbox
