// SPDX-License-Identifier: MIT
// ErrorBody: both envelopes.
#include "infobip/error_body.hpp"

#include <optional>

#include "json/json.hpp"

namespace infobip_otp {
namespace {

void add(std::string& words, std::string_view separator, std::string_view more) {
    if (!words.empty() && !more.empty()) words += separator;
    words += more;
}

// {"requestError":{"serviceException":{"messageId","text","validationErrors":{field:[text]}}}}
ErrorBody read_exception(const Json& exception) {
    ErrorBody body;
    body.message_id = exception.text_of("messageId");
    body.words = body.message_id;
    add(body.words, ": ", exception.text_of("text"));
    const Json errors = exception.member("validationErrors").value_or(Json());
    for (const std::string& field : errors.member_names()) {
        std::string problems;
        for (const Json& problem : errors.member(field).value_or(Json()).elements())
            add(problems, ", ", problem.text().value_or(""));
        add(body.words, "; ", field + ": " + problems);
    }
    return body;
}

// {"errorCode","description","action","violations":[{"property","violation"}]}
ErrorBody read_platform_error(const Json& error) {
    ErrorBody body;
    body.words = error.text_of("errorCode");
    add(body.words, ": ", error.text_of("description"));
    for (const Json& one : error.member("violations").value_or(Json()).elements())
        add(body.words, "; ", one.text_of("property") + ": " + one.text_of("violation"));
    return body;
}

}  // namespace

ErrorBody read_error_body(std::string_view body) {
    const Result<Json> parsed = Json::parse(body);
    if (!parsed) return {};
    if (const auto request_error = parsed->member("requestError"))
        for (const char* exception : {"serviceException", "policyException"})
            if (const auto found = request_error->member(exception)) return read_exception(*found);
    return read_platform_error(*parsed);
}

}  // namespace infobip_otp
