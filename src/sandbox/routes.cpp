// SPDX-License-Identifier: MIT
// The table of routes.
#include "sandbox/routes.hpp"

#include <algorithm>

#include "sandbox/application_calls.hpp"
#include "sandbox/send_calls.hpp"
#include "sandbox/verify_calls.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr std::string_view manage = "2fa:manage";
constexpr std::string_view manage_or_send = "2fa:manage 2fa:pin:send";
// The published scopes of this one operation name it so.
constexpr std::string_view email_resend = "2fa:pin:manage 2fa:pin:send";

using Body = Route::Body;

constexpr Route routes[] = {
    {"list-applications", "GET", "2fa/2/applications", manage, Body::none, list_applications},
    {"create-application", "POST", "2fa/2/applications", manage, Body::required,
     create_application},
    {"get-application", "GET", "2fa/2/applications/{}", manage, Body::none, get_application},
    {"update-application", "PUT", "2fa/2/applications/{}", manage, Body::required,
     update_application},
    {"list-messages", "GET", "2fa/2/applications/{}/messages", manage, Body::none, list_messages},
    {"create-message", "POST", "2fa/2/applications/{}/messages", manage, Body::required,
     create_message},
    {"get-message", "GET", "2fa/2/applications/{}/messages/{}", manage, Body::none, get_message},
    {"update-message", "PUT", "2fa/2/applications/{}/messages/{}", manage, Body::required,
     update_message},
    {"create-email-message", "POST", "2fa/2/applications/{}/email/messages", manage, Body::required,
     create_email_message},
    {"update-email-message", "PUT", "2fa/2/applications/{}/email/messages/{}", manage,
     Body::required, update_email_message},
    {"send", "POST", "2fa/2/pin", manage_or_send, Body::required, send_sms},
    {"resend", "POST", "2fa/2/pin/{}/resend", manage_or_send, Body::optional, resend_sms},
    {"send-voice", "POST", "2fa/2/pin/voice", manage_or_send, Body::required, send_voice},
    {"resend-voice", "POST", "2fa/2/pin/{}/resend/voice", manage_or_send, Body::optional,
     resend_voice},
    {"send-email", "POST", "2fa/2/pin/email", manage_or_send, Body::required, send_email},
    {"resend-email", "POST", "2fa/2/pin/{}/resend/email", email_resend, Body::optional,
     resend_email},
    {"verify", "POST", "2fa/2/pin/{}/verify", manage_or_send, Body::required, verify_pin},
    {"verifications", "GET", "2fa/2/applications/{}/verifications", manage_or_send, Body::none,
     list_verifications},
};

// What stands for each {}, where all segments fit. Called for each route with each request: it
// makes nothing before it has to.
std::optional<std::vector<std::string>> match(std::string_view path,
                                              const std::vector<std::string>& segments) {
    const auto slashes = static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
    if (slashes + 1 != segments.size()) return std::nullopt;
    std::vector<std::string> ids;
    for (const std::string& segment : segments) {
        const std::string_view part = path.substr(0, path.find('/'));
        path.remove_prefix(std::min(part.size() + 1, path.size()));
        if (part == "{}" && !segment.empty())
            ids.push_back(segment);
        else if (part != segment)
            return std::nullopt;
    }
    return ids;
}

}  // namespace

std::span<const Route> route_table() {
    return routes;
}

bool is_route_name(std::string_view name) {
    for (const Route& each : routes)
        if (each.name == name) return true;
    return false;
}

RouteMatch find_route(const Request& request) {
    // A HEAD is a GET whose body is not sent.
    const std::string method = request.method == "HEAD" ? "GET" : request.method;
    RouteMatch found;
    for (const Route& each : routes) {
        auto ids = match(each.path, request.segments);
        if (!ids) continue;
        found.methods += std::string(each.method) + (each.method == "GET" ? ", HEAD, " : ", ");
        if (each.method != method) continue;
        found.route = &each;
        found.ids = *std::move(ids);
    }
    if (!found.methods.empty()) found.methods += "OPTIONS";
    return found;
}

}  // namespace infobip_otp::sandbox
