// SPDX-License-Identifier: MIT
// Checking a request body.
#include "sandbox/body.hpp"

#include <limits>

#include "base/text.hpp"

namespace infobip_otp::sandbox {
namespace {

bool is_integer_within(const Json& value, std::int64_t lowest, std::int64_t highest) {
    const auto number = value.integer();
    return number && *number >= lowest && *number <= highest;
}

// What is wrong with the kind of `value`; empty: nothing.
std::string_view kind_error(const Field& field, const Json& value) {
    using Int32 = std::numeric_limits<std::int32_t>;
    switch (field.kind) {
        case Kind::text: return value.text() ? "" : "must be a string";
        case Kind::boolean: return value.boolean() ? "" : "must be a boolean";
        case Kind::int32:
            return is_integer_within(value, Int32::min(), Int32::max()) ? "" : "must be an int32";
        case Kind::int64: return value.integer() ? "" : "must be an int64";
        case Kind::number: return value.real() ? "" : "must be a number";
        case Kind::texts:
        case Kind::object: return value.kind() == Json::Kind::object ? "" : "must be an object";
    }
    return "";
}

void check_texts(const Json& value, const std::string& path, ValidationErrors& errors) {
    for (const std::string& name : value.member_names()) {
        if (!value.member(name)->text())
            errors[path + "." + printable(name, 64)].emplace_back("must be a string");
        if (name == "pin" || name.find_first_of("{}") != std::string::npos)
            errors[path + "." + printable(name, 64)].emplace_back(
                "must be neither pin nor hold curly brackets");
    }
}

enum class Presence { as_declared, all_optional };

void check_members(const Json& body, std::span<const Field> fields, const std::string& before,
                   Presence presence, const Quirks& quirks, ValidationErrors& errors) {
    for (const Field& field : fields) {
        const std::string path = before + std::string(field.name);
        const auto value = body.member(field.name);
        if (!value) {
            if (field.required && presence == Presence::as_declared)
                errors[path].emplace_back("must not be null");
            continue;
        }
        if (field.nullable && value->kind() == Json::Kind::null) continue;
        if (const auto wrong = kind_error(field, *value); !wrong.empty()) {
            errors[path].emplace_back(wrong);
            continue;
        }
        if (field.required && field.kind == Kind::text && trim(*value->text()).empty())
            errors[path].emplace_back("must not be blank");
        else if (field.check)
            if (auto wrong = field.check(*value, quirks)) errors[path].push_back(std::move(*wrong));
        if (field.kind == Kind::texts) check_texts(*value, path, errors);
        if (field.kind == Kind::object)
            check_members(*value, field.members, path + ".", Presence::as_declared, quirks, errors);
    }
}

ValidationErrors check(const Json& body, std::span<const Field> fields, Presence presence,
                       const Quirks& quirks) {
    ValidationErrors errors;
    if (body.kind() != Json::Kind::object)
        errors["body"].emplace_back("must be a JSON object");
    else
        check_members(body, fields, "", presence, quirks, errors);
    return errors;
}

}  // namespace

ValidationErrors check_body(const Json& body, std::span<const Field> fields, const Quirks& quirks) {
    return check(body, fields, Presence::as_declared, quirks);
}

ValidationErrors check_update(const Json& body, std::span<const Field> fields,
                              const Quirks& quirks) {
    return check(body, fields, Presence::all_optional, quirks);
}

Json only_declared(const Json& body, std::span<const Field> fields) {
    auto kept = Json::object();
    for (const Field& field : fields) {
        const auto value = body.member(field.name);
        if (!value || value->kind() == Json::Kind::null) continue;
        kept.set(field.name,
                 field.kind == Kind::object ? only_declared(*value, field.members) : *value);
    }
    return kept;
}

std::optional<std::string> text_member(const Json& body, std::string_view name) {
    const auto value = body.member(name);
    return value ? value->text() : std::nullopt;
}

std::optional<std::int64_t> integer_member(const Json& body, std::string_view name) {
    const auto value = body.member(name);
    return value ? value->integer() : std::nullopt;
}

std::optional<bool> boolean_member(const Json& body, std::string_view name) {
    const auto value = body.member(name);
    return value ? value->boolean() : std::nullopt;
}

std::optional<Json> object_member(const Json& body, std::string_view name) {
    auto value = body.member(name);
    if (value && value->kind() != Json::Kind::object) value.reset();
    return value;
}

}  // namespace infobip_otp::sandbox
