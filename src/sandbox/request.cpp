// SPDX-License-Identifier: MIT
// The request target, split before it is decoded: an escaped slash is no slash.
#include "sandbox/request.hpp"

#include <charconv>

namespace infobip_otp::sandbox {
namespace {

std::string decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        const char* digits = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
            decoded += static_cast<char>(value);
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

// The text before the next `separator`; `text` loses both.
std::string_view take_until(std::string_view& text, char separator) {
    const std::size_t end = text.find(separator);
    const std::string_view taken = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return taken;
}

}  // namespace

void parse_target(std::string_view target, std::string_view prefix, Request& request) {
    request.segments.clear();
    request.query.clear();
    std::string_view path = take_until(target, '?');
    if (path.substr(0, prefix.size()) != prefix) return;
    path.remove_prefix(prefix.size());
    if (path.empty() || path.front() != '/') return;
    path.remove_prefix(1);
    if (path.ends_with('/')) path.remove_suffix(1);
    for (bool more = !path.empty(); more;) {
        more = path.find('/') != std::string_view::npos;  // an empty last segment is one, too
        request.segments.push_back(decode(take_until(path, '/')));
    }
    while (!target.empty()) {
        std::string_view value = take_until(target, '&');
        std::string name = decode(take_until(value, '='));
        request.query.emplace_back(std::move(name), decode(value));
    }
}

std::optional<std::string> query_value(const Request& request, std::string_view name) {
    for (const auto& [key, value] : request.query)
        if (key == name) return value;
    return std::nullopt;
}

}  // namespace infobip_otp::sandbox
