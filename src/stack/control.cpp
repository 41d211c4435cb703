// SPDX-License-Identifier: MIT
// Reading of controls.
#include "stack/control.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/text.hpp"

namespace infobip_otp::stack {
namespace {

using Kind = Action::Kind;

Control keyword(Kind on_success, Kind otherwise, Kind on_ignore) {
    Control control;
    control.actions.fill({otherwise});
    control.actions[static_cast<std::size_t>(PamResult::success)] = {on_success};
    control.actions[static_cast<std::size_t>(PamResult::new_authtok_reqd)] = {on_success};
    control.actions[static_cast<std::size_t>(PamResult::ignore)] = {on_ignore};
    return control;
}

std::string lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return result;
}

std::optional<Action> read_action(std::string_view text) {
    constexpr std::pair<std::string_view, Kind> words[] = {
        {"ignore", Kind::ignore}, {"ok", Kind::ok},   {"done", Kind::done},
        {"bad", Kind::bad},       {"die", Kind::die}, {"reset", Kind::reset},
    };
    for (const auto& [name, kind] : words)
        if (text == name) return Action{kind};
    const auto jump = parse_unsigned(text);
    if (!jump || *jump == 0 || *jump > 1'000'000) return std::nullopt;
    return Action{Kind::jump, static_cast<unsigned>(*jump)};
}

// Blanks may stand around the "=".
std::vector<std::string_view> pairs(std::string_view text) {
    std::vector<std::string_view> words;
    std::size_t begin = 0;
    while ((begin = text.find_first_not_of(" \t\n", begin)) != std::string_view::npos) {
        const std::size_t equals = text.find('=', begin);
        if (equals == std::string_view::npos) {
            words.push_back(text.substr(begin));
            break;
        }
        const std::size_t value = text.find_first_not_of(" \t\n", equals + 1);
        const std::size_t end = value == std::string_view::npos
                                    ? text.size()
                                    : std::min(text.find_first_of(" \t\n", value), text.size());
        words.push_back(text.substr(begin, end - begin));
        begin = end;
    }
    return words;
}

Control everything_bad() {
    Control control;
    control.understood = false;
    return control;
}

Control read_bracketed(std::string_view text) {
    std::array<std::optional<Action>, pam_results> given;
    for (const std::string_view pair : pairs(text)) {
        const std::size_t equals = pair.find('=');
        if (equals == std::string_view::npos) return everything_bad();
        const std::string_view name = trim(pair.substr(0, equals));
        const auto action = read_action(trim(pair.substr(equals + 1)));
        if (!action) return everything_bad();
        if (name == "default") {
            for (auto& one : given)
                if (!one) one = action;
        } else if (const auto result = read_pam_result(name)) {
            given[static_cast<std::size_t>(*result)] = action;
        } else {
            return everything_bad();
        }
    }
    Control control;
    for (std::size_t i = 0; i < pam_results; ++i) control.actions[i] = given[i].value_or(Action{});
    return control;
}

}  // namespace

Control read_control(std::string_view text) {
    const std::string name = lower(text);
    if (name == "required") return keyword(Kind::ok, Kind::bad, Kind::ignore);
    if (name == "requisite") return keyword(Kind::ok, Kind::die, Kind::ignore);
    if (name == "optional") return keyword(Kind::ok, Kind::ignore, Kind::ignore);
    if (name == "sufficient") return keyword(Kind::done, Kind::ignore, Kind::ignore);
    // The brackets are gone in what libpam looks at: "success=ok" alone is a list as well.
    if (text.starts_with('[')) text.remove_prefix(1);
    if (text.ends_with(']')) text.remove_suffix(1);
    return read_bracketed(text);
}

}  // namespace infobip_otp::stack
