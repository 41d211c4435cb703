// SPDX-License-Identifier: MIT
// Body: what a request body may hold, checked against a table of members.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "json/json.hpp"
#include "sandbox/answer.hpp"
#include "sandbox/quirks.hpp"

namespace infobip_otp::sandbox {

enum class Kind { text, boolean, int32, int64, number, texts, object };

struct Field {
    std::string_view name;
    Kind kind;
    bool required = false;
    // What is wrong with a value of the right kind; nullopt: nothing. May be absent.
    std::optional<std::string> (*check)(const Json& value, const Quirks& quirks) = nullptr;
    std::span<const Field> members = {};  // of an object
    bool nullable = false;                // null stands for absent; else it is refused
};

// A JSON object with these members. Others are ignored, as the service does. Errors of nested
// members are named "configuration.pinAttempts".
[[nodiscard]] ValidationErrors check_body(const Json& body, std::span<const Field> fields,
                                          const Quirks& quirks);
// The same for an update that may leave out every member of the top level.
[[nodiscard]] ValidationErrors check_update(const Json& body, std::span<const Field> fields,
                                            const Quirks& quirks);

// A checked body without what is null or not declared.
[[nodiscard]] Json only_declared(const Json& body, std::span<const Field> fields);

// Members of a checked body; null and absent are nullopt.
[[nodiscard]] std::optional<std::string> text_member(const Json& body, std::string_view name);
[[nodiscard]] std::optional<std::int64_t> integer_member(const Json& body, std::string_view name);
[[nodiscard]] std::optional<bool> boolean_member(const Json& body, std::string_view name);
[[nodiscard]] std::optional<Json> object_member(const Json& body, std::string_view name);

}  // namespace infobip_otp::sandbox
