// SPDX-License-Identifier: MIT
// Routes: the operations of the API as one table (docs/infobip-contract.md section 2).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/answer.hpp"
#include "sandbox/request.hpp"

namespace infobip_otp::sandbox {

class Provider;

// A request that found its route, its body read.
struct Call {
    const Request& request;
    std::vector<std::string> ids;  // what stands for each {} of the path
    Json body;
    bool not_sent = false;  // the fault of that name
};

struct Route {
    std::string_view name;  // for faults, counters
    std::string_view method;
    std::string_view path;    // {} is any one segment
    std::string_view scopes;  // any one of them suffices
    enum class Body { none, optional, required } body = Body::none;
    Answer (*answer)(Provider& provider, const Call& call) = nullptr;
};

[[nodiscard]] std::span<const Route> route_table();
[[nodiscard]] bool is_route_name(std::string_view name);

struct RouteMatch {
    const Route* route = nullptr;  // nullptr with methods: the path is known, the method is not
    std::vector<std::string> ids;
    std::string methods;  // "GET, HEAD, POST, OPTIONS"; empty: no such path
};
[[nodiscard]] RouteMatch find_route(const Request& request);

}  // namespace infobip_otp::sandbox
