// SPDX-License-Identifier: MIT
// Settings text.
#include "admin/settings_text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace infobip_otp::admin {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
    const auto lines = split_lines(text);
    return {lines.begin(), lines.end()};
}

std::string text_of(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    return text;
}

bool sets(std::string_view line, std::string_view name) {
    const std::string_view trimmed = trim(line);
    return trimmed.starts_with(name) && trim(trimmed.substr(name.size())).starts_with("=");
}

bool shows(std::string_view line, std::string_view name) {
    return line.starts_with("#") && sets(line.substr(1), name);
}

}  // namespace

std::string with_setting(const std::string& text, std::string_view name, std::string_view value,
                         std::vector<TextChange>& changes) {
    std::vector<std::string> lines = lines_of(text);
    const auto end = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
        return trim(line).starts_with("[");
    });
    const auto place = [&](auto fits) {
        return std::find_if(lines.begin(), end,
                            [&](const std::string& line) { return fits(line, name); });
    };
    auto found = place(sets);
    if (found == end) found = place(shows);
    const std::string wanted = std::string(name) + " = " + std::string(value);
    const auto number = static_cast<unsigned>(found - lines.begin()) + 1;
    if (found == end) {
        changes.push_back({number, "", wanted});
        lines.insert(end, wanted);
        return text_of(lines);
    }
    const std::string_view now = trim(*found);
    if (now.front() != '#' && trim(now.substr(now.find('=') + 1)) == value) return text;
    changes.push_back({number, *found, wanted});
    *found = wanted;
    return text_of(lines);
}

}  // namespace infobip_otp::admin
