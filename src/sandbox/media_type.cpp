// SPDX-License-Identifier: MIT
// Media types.
#include "sandbox/media_type.hpp"

#include <strings.h>

#include <algorithm>

#include "base/text.hpp"

namespace infobip_otp::sandbox {
namespace {

// Types and the names of parameters are the same in capitals.
bool same_word(std::string_view text, std::string_view other) {
    return text.size() == other.size() && strncasecmp(text.data(), other.data(), text.size()) == 0;
}

// What stands before the next `separator` outside of quotes, trimmed; `text` loses both.
std::string_view take_part(std::string_view& text, char separator) {
    std::size_t end = 0;
    for (bool quoted = false; end < text.size(); ++end) {
        if (quoted && text[end] == '\\')
            ++end;
        else if (text[end] == '"')
            quoted = !quoted;
        else if (!quoted && text[end] == separator)
            break;
    }
    end = std::min(end, text.size());
    const std::string_view part = trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    return part;
}

// How close a range comes to application/json; 0: it does not fit.
int closeness(std::string_view range) {
    if (same_word(range, "application/json")) return 3;
    if (same_word(range, "application/*")) return 2;
    return range == "*/*" ? 1 : 0;
}

// "q=0", "q=0.000" among parameters.
bool weighs_nothing(std::string_view parameters) {
    while (!parameters.empty()) {
        const std::string_view parameter = take_part(parameters, ';');
        if (!same_word(parameter.substr(0, 3), "q=0")) continue;
        if (parameter.find_first_not_of(".0", 3) == std::string_view::npos) return true;
    }
    return false;
}

}  // namespace

bool is_json(std::string_view content_type) {
    const std::string_view type = take_part(content_type, ';');
    return type.empty() || same_word(type, "application/json");
}

bool takes_json(std::string_view accept) {
    bool anything_named = false;
    bool taken = false;
    int closest = 0;
    while (!accept.empty()) {
        std::string_view parameters = take_part(accept, ',');
        const std::string_view range = take_part(parameters, ';');
        anything_named = anything_named || !range.empty();
        if (closeness(range) <= closest) continue;
        closest = closeness(range);
        taken = !weighs_nothing(parameters);
    }
    return taken || !anything_named;
}

}  // namespace infobip_otp::sandbox
