// SPDX-License-Identifier: MIT
// Reading of controls.
#include "stack/control.hpp"

#include <algorithm>
#include <cctype>
#include <limits>
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

Control everything_bad() {
    Control control;
    control.understood = false;
    return control;
}

constexpr std::pair<std::string_view, Kind> action_words[] = {
    {"ignore", Kind::ignore}, {"ok", Kind::ok},   {"done", Kind::done},
    {"bad", Kind::bad},       {"die", Kind::die}, {"reset", Kind::reset},
};

// The list of a control as libpam goes through it: it compares beginnings, so that blanks are
// needed nowhere ("success=okdefault=bad").
class ListReader {
  public:
    explicit ListReader(std::string_view text) : rest_(text) {}

    // nullopt: libpam gives it up.
    std::optional<Control> run() {
        for (skip_blanks(); !rest_.empty(); skip_blanks())
            if (!read_pair()) return std::nullopt;
        Control control;
        for (std::size_t i = 0; i < pam_results; ++i)
            control.actions[i] = given_[i].value_or(Action{});
        return control;
    }

  private:
    bool read_pair() {
        const bool all = take("default");
        const auto result = all ? std::nullopt : take_result();
        if (!all && !result) return false;
        skip_blanks();
        if (!take("=")) return false;
        skip_blanks();
        const auto action = take_action();
        if (!action) return false;
        if (result) given_[static_cast<std::size_t>(*result)] = action;
        for (auto& one : given_)
            if (all && !one) one = action;
        return true;
    }

    std::optional<PamResult> take_result() {
        for (std::size_t i = 0; i < pam_results; ++i)
            if (take(word(static_cast<PamResult>(i)))) return static_cast<PamResult>(i);
        return std::nullopt;
    }

    std::optional<Action> take_action() {
        for (const auto& [name, kind] : action_words)
            if (take(name)) return Action{kind};
        const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
        const auto jump = parse_unsigned(rest_.substr(0, digits));
        if (!jump || *jump == 0 || *jump > std::numeric_limits<int>::max()) return std::nullopt;
        rest_.remove_prefix(digits);
        return Action{Kind::jump, static_cast<unsigned>(*jump)};
    }

    bool take(std::string_view what) {
        if (!rest_.starts_with(what)) return false;
        rest_.remove_prefix(what.size());
        return true;
    }

    void skip_blanks() {
        while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
    }

    std::string_view rest_;
    std::array<std::optional<Action>, pam_results> given_;
};

}  // namespace

Control read_control(std::string_view text) {
    const std::string name = lower(text);
    if (name == "required") return keyword(Kind::ok, Kind::bad, Kind::ignore);
    if (name == "requisite") return keyword(Kind::ok, Kind::die, Kind::ignore);
    if (name == "optional") return keyword(Kind::ok, Kind::ignore, Kind::ignore);
    if (name == "sufficient") return keyword(Kind::done, Kind::ignore, Kind::ignore);
    return ListReader(text).run().value_or(everything_bad());
}

}  // namespace infobip_otp::stack
