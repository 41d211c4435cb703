// SPDX-License-Identifier: MIT
// Answers and their envelopes.
#include "sandbox/answer.hpp"

#include "base/text.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr const char* json_type = "application/json;charset=UTF-8";

struct Literal {
    int status;
    const char* message_id;
    const char* text;
};

constexpr Literal literals[] = {
    {400, "BAD_REQUEST", "Bad request"},
    {401, "UNAUTHORIZED", "Unauthorized"},
    {403, "FORBIDDEN", "Forbidden"},
    {404, "NOT_FOUND", "Not found"},
    {405, "METHOD_NOT_ALLOWED", "Method not allowed"},
    {406, "NOT_ACCEPTABLE", "Not acceptable"},
    {413, "PAYLOAD_TOO_LARGE", "Payload too large"},
    {415, "UNSUPPORTED_MEDIA_TYPE", "Unsupported media type"},
    {429, "TOO_MANY_REQUESTS", "Too many requests"},
    {431, "REQUEST_HEADER_FIELDS_TOO_LARGE", "Request header fields too large"},
    {500, "GENERAL_ERROR", "Something went wrong. Please contact support."},
    {501, "NOT_IMPLEMENTED", "Not implemented"},
    {503, "SERVICE_UNAVAILABLE", "Service unavailable"},
};

Json old_envelope(const Problem& problem) {
    auto details = Json::object();
    details.set("messageId", problem.message_id).set("text", problem.text);
    if (!problem.errors.empty()) {
        auto errors = Json::object();
        for (const auto& [member, texts] : problem.errors) {
            auto list = Json::array();
            for (const std::string& text : texts) list.append(Json(text));
            errors.set(member, list);
        }
        details.set("validationErrors", errors);
    }
    auto body = Json::object();
    return body.set("requestError", Json::object().set("serviceException", details));
}

Json new_envelope(int status, const Problem& problem) {
    auto body = Json::object();
    body.set("errorCode", "E" + std::to_string(status)).set("description", problem.text);
    body.set("action", "Check the request and try again.");
    return body.set("violations", Json::array()).set("resources", Json::array());
}

// A gateway before the service answers these itself.
bool made_by_gateway(int status) {
    return status == 401 || status == 403 || status == 429 || status >= 500;
}

}  // namespace

Answer success(Json json, int status) {
    Answer answer;
    answer.status = status;
    answer.json = std::move(json);
    return answer;
}

Answer refusal(int status, std::string_view message_id, std::string_view text) {
    Answer answer;
    answer.status = status;
    answer.problem = Problem{std::string(message_id), std::string(text), {}};
    return answer;
}

Answer bad_request(ValidationErrors errors) {
    Answer answer = refusal(400);
    answer.problem->errors = std::move(errors);
    return answer;
}

Answer not_found() {
    return refusal(404);
}

Answer refusal(int status) {
    for (const Literal& each : literals)
        if (each.status == status) return refusal(status, each.message_id, each.text);
    return refusal(status, "GENERAL_ERROR", "Status " + std::to_string(status));
}

Rendered render(const Answer& answer, const Quirks& quirks) {
    if (!answer.problem) return {answer.json.dump(), json_type};
    if (made_by_gateway(answer.status)) {
        if (quirks.is(Quirk::error_envelope, "empty")) return {};
        if (quirks.is(Quirk::error_envelope, "html"))
            return {"<html><body><h1>" + std::to_string(answer.status) + "</h1></body></html>\n",
                    "text/html"};
        if (quirks.is(Quirk::error_envelope, "new"))
            return {new_envelope(answer.status, *answer.problem).dump(), json_type};
    }
    return {old_envelope(*answer.problem).dump(), json_type};
}

}  // namespace infobip_otp::sandbox
