// SPDX-License-Identifier: MIT
// Answer: what a call answers, and envelopes of refusals (docs/infobip-contract.md section 7).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "json/json.hpp"
#include "sandbox/quirks.hpp"

namespace infobip_otp::sandbox {

// Member of the request body -> what is wrong with it.
using ValidationErrors = std::map<std::string, std::vector<std::string>>;

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Problem {
    std::string message_id;
    std::string text;
    ValidationErrors errors;
};

struct Answer {
    int status = 200;
    Json json = Json::object();
    std::optional<Problem> problem;  // set: the body is its envelope, `json` is not looked at
    Headers headers;
};

[[nodiscard]] Answer success(Json json, int status = 200);
[[nodiscard]] Answer refusal(int status, std::string_view message_id, std::string_view text);
[[nodiscard]] Answer bad_request(ValidationErrors errors = {});
[[nodiscard]] Answer not_found();
// The words of the OpenAPI document for a status that a quirk or a fault names.
[[nodiscard]] Answer refusal(int status);

struct Rendered {
    std::string body;
    std::string content_type;  // empty where there is no body
};

// The bytes of an answer, in the envelope that the quirks ask for.
[[nodiscard]] Rendered render(const Answer& answer, const Quirks& quirks);

}  // namespace infobip_otp::sandbox
