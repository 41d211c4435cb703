// SPDX-License-Identifier: MIT
// Json over json-c.
#include "json/json.hpp"

#include <json-c/json.h>

#include <cassert>

namespace infobip_otp {
namespace {

struct PutObject {
    void operator()(json_object* value) const { json_object_put(value); }
};

struct FreeTokener {
    void operator()(json_tokener* tokener) const { json_tokener_free(tokener); }
};
using Tokener = std::unique_ptr<json_tokener, FreeTokener>;

constexpr std::string_view white_space = " \t\r\n";

bool only_white_space(std::string_view text) {
    return text.find_first_not_of(white_space) == std::string_view::npos;
}

bool a_colon_follows(std::string_view text) {
    const std::size_t next = text.find_first_not_of(white_space);
    return next != std::string_view::npos && text[next] == ':';
}

// json-c cuts the name of a member at a NUL, and would read another name than was written. `text`
// is JSON as json-c takes it, which may have names in single quotes.
bool has_name_with_nul(std::string_view text) {
    char quote = '\0';
    bool has_nul = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote == '\0') {
            if (c == '"' || c == '\'') quote = c;
            has_nul = false;
        } else if (c == '\\') {
            has_nul = has_nul || text.substr(i).starts_with("\\u0000");
            ++i;
        } else if (c == quote) {
            quote = '\0';
            if (has_nul && a_colon_follows(text.substr(i + 1))) return true;
        }
    }
    return false;
}

}  // namespace

Json::Json() = default;
Json::Json(json_object* owned) : value_(owned, PutObject()) {}
Json::Json(std::int64_t value) : Json(json_object_new_int64(value)) {}
Json::Json(double value) : Json(json_object_new_double(value)) {}
Json::Json(std::string_view value)
    : Json(json_object_new_string_len(value.data(), static_cast<int>(value.size()))) {}

json_object* Json::make_boolean(bool value) {
    return json_object_new_boolean(value);
}

Json Json::array() {
    return Json(json_object_new_array());
}

Json Json::object() {
    return Json(json_object_new_object());
}

Result<Json> Json::parse(std::string_view text) {
    if (text.size() > longest) return Error{"longer than " + std::to_string(longest) + " bytes"};
    const Tokener tokener(json_tokener_new_ex(deepest));
    if (!tokener) throw std::bad_alloc();
    json_tokener_set_flags(tokener.get(), JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8 |
                                              JSON_TOKENER_ALLOW_TRAILING_CHARS);
    Json value(json_tokener_parse_ex(tokener.get(), text.data(), static_cast<int>(text.size())));
    json_tokener_error error = json_tokener_get_error(tokener.get());
    std::size_t end = json_tokener_get_parse_end(tokener.get());
    // A number at the top may go on: json-c waits for more until it is told that there is none.
    if (error == json_tokener_continue && !only_white_space(text)) {
        value = Json(json_tokener_parse_ex(tokener.get(), "", 1));
        error = json_tokener_get_error(tokener.get());
        end = text.size();
    }
    if (error != json_tokener_success)
        return Error{std::string("not JSON: ") + json_tokener_error_desc(error)};
    // json-c stops at a NUL; whatever stands behind it is trailing data like anything else.
    if (end < text.size() && !only_white_space(text.substr(end)))
        return Error{"not JSON: data behind the value"};
    if (has_name_with_nul(text)) return Error{"a name with a NUL"};
    return value;
}

Json::Kind Json::kind() const {
    switch (json_object_get_type(value_.get())) {
        case json_type_null: return Kind::null;
        case json_type_boolean: return Kind::boolean;
        case json_type_int: return Kind::integer;
        case json_type_double: return Kind::real;
        case json_type_string: return Kind::text;
        case json_type_array: return Kind::array;
        case json_type_object: return Kind::object;
    }
    return Kind::null;
}

std::optional<bool> Json::boolean() const {
    if (kind() != Kind::boolean) return std::nullopt;
    return json_object_get_boolean(value_.get()) != 0;
}

std::optional<std::int64_t> Json::integer() const {
    if (kind() != Kind::integer) return std::nullopt;
    return json_object_get_int64(value_.get());
}

std::optional<double> Json::real() const {
    if (kind() != Kind::integer && kind() != Kind::real) return std::nullopt;
    return json_object_get_double(value_.get());
}

std::optional<std::string> Json::text() const {
    if (kind() != Kind::text) return std::nullopt;
    return std::string(json_object_get_string(value_.get()),
                       static_cast<std::size_t>(json_object_get_string_len(value_.get())));
}

std::optional<Json> Json::member(std::string_view name) const {
    json_object* found = nullptr;
    if (kind() != Kind::object ||
        !json_object_object_get_ex(value_.get(), std::string(name).c_str(), &found))
        return std::nullopt;
    return Json(json_object_get(found));
}

std::string Json::text_of(std::string_view name) const {
    const std::optional<Json> found = member(name);
    return found ? found->text().value_or("") : "";
}

std::vector<std::string> Json::member_names() const {
    std::vector<std::string> names;
    if (kind() != Kind::object) return names;
    json_object_object_foreach(value_.get(), name, value) {
        static_cast<void>(value);
        names.emplace_back(name);
    }
    return names;
}

std::vector<Json> Json::elements() const {
    std::vector<Json> all;
    if (kind() != Kind::array) return all;
    const std::size_t size = json_object_array_length(value_.get());
    for (std::size_t i = 0; i < size; ++i)
        all.push_back(Json(json_object_get(json_object_array_get_idx(value_.get(), i))));
    return all;
}

Json& Json::set(std::string_view name, const Json& value) {
    assert(kind() == Kind::object);
    json_object_object_add(value_.get(), std::string(name).c_str(),
                           json_object_get(value.value_.get()));
    return *this;
}

Json& Json::append(const Json& value) {
    assert(kind() == Kind::array);
    json_object_array_add(value_.get(), json_object_get(value.value_.get()));
    return *this;
}

std::string Json::dump() const {
    return json_object_to_json_string_ext(value_.get(),
                                          JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
}

}  // namespace infobip_otp
