// SPDX-License-Identifier: MIT
// Which line it was.
#include "stack/blame.hpp"

#include <algorithm>

#include "stack/pam_lines.hpp"

namespace infobip_otp::stack {

const Line* our_line(const Stack& stack) {
    const auto found = std::find_if(stack.begin(), stack.end(), [](const Line& line) {
        return line.kind == Line::Kind::module && line.module_name() == our_module;
    });
    return found == stack.end() ? nullptr : &*found;
}

const Step* stepped_over_us(const Stack& auth, const Outcome& outcome) {
    const Line* ours = our_line(auth);
    const Step* last = nullptr;
    for (const Step& step : outcome.steps) {
        if (step.line == ours) return &step;
        const bool in_auth = step.line >= auth.data() && step.line < auth.data() + auth.size();
        if (in_auth && (ours == nullptr || step.line < ours)) last = &step;
    }
    return last;
}

const Step* refused_by(const Outcome& outcome) {
    for (const Step& step : outcome.steps) {
        const Action::Kind kind = step.line->control.of(step.result).kind;
        if (kind == Action::Kind::bad || kind == Action::Kind::die) return &step;
    }
    return nullptr;
}

std::string quoted(const Line& line, Facility facility) {
    return "\"" + escaped(line.text(facility)) + "\"";
}

}  // namespace infobip_otp::stack
