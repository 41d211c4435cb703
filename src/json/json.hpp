// SPDX-License-Identifier: MIT
// Json: one JSON value, read strictly or built up; json-c behind typed, owning calls.
//
// json-c keeps the last of duplicate members and accepts single quotes and NaN even when strict;
// over an authenticated connection that is accepted (docs/infobip-contract.md section 5).
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infobip_otp/result.hpp"

struct json_object;

namespace infobip_otp {

class Json {
  public:
    enum class Kind { null, boolean, integer, real, text, array, object };

    static constexpr int deepest = 16;
    static constexpr std::size_t longest = 64 * 1024;

    // One value and nothing behind it but white space; valid UTF-8; at most `longest` bytes and
    // `deepest` levels, no member with a NUL in its name. The Error says what is wrong and never
    // quotes the text.
    static Result<Json> parse(std::string_view text);

    Json();                             // null
    template <std::same_as<bool> Bool>  // no other type: a pointer would convert to bool
    explicit Json(Bool value) : Json(make_boolean(value)) {}
    explicit Json(std::int64_t value);
    explicit Json(double value);
    explicit Json(std::string_view value);
    explicit Json(const char* value) : Json(std::string_view(value)) {}
    [[nodiscard]] static Json array();
    [[nodiscard]] static Json object();

    [[nodiscard]] Kind kind() const;

    // The value if it is of exactly this kind (no conversion: "true" is no boolean).
    [[nodiscard]] std::optional<bool> boolean() const;
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    [[nodiscard]] std::optional<double> real() const;  // integers too
    [[nodiscard]] std::optional<std::string> text() const;

    // A member of an object; nullopt where this is no object or has no such member. A member that
    // is null is a Json of Kind::null.
    [[nodiscard]] std::optional<Json> member(std::string_view name) const;
    // Returns the text of that member; "" where there is none or it is of another kind.
    [[nodiscard]] std::string text_of(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> member_names() const;
    // The elements of an array; empty for anything else.
    [[nodiscard]] std::vector<Json> elements() const;

    // For an object: adds or replaces. For an array: adds at the end. A bug elsewhere (asserted).
    Json& set(std::string_view name, const Json& value);
    Json& set(std::string_view name, std::string_view value) { return set(name, Json(value)); }
    Json& append(const Json& value);

    // Without white space, slashes not escaped.
    [[nodiscard]] std::string dump() const;

  private:
    explicit Json(json_object* owned);
    static json_object* make_boolean(bool value);

    std::shared_ptr<json_object> value_;  // an empty one is JSON null, as json-c has it
};

}  // namespace infobip_otp
