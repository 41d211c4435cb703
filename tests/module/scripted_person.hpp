// SPDX-License-Identifier: MIT
// ScriptedPerson: types what a script says and keeps what was shown and logged.
#pragma once

#include <cstring>
#include <deque>

#include "module/pam_call.hpp"
#include "module/pam_host.hpp"

namespace infobip_otp::testing {

class ScriptedPerson final : public PamPerson {
  public:
    ScriptedPerson(std::deque<Typed> typed, PamResult& result)
        : typed_(std::move(typed)), result_(result) {}

    void shown(const char* text) override { result_.transcript += std::string(text) + "\n"; }
    void logged(int priority, const char* line) override {
        result_.log += std::string(line) + "\n";
        result_.log_lines.push_back({priority, line});
    }

    // The next answer of the script; what it lets fail is for the host's process to do.
    std::optional<std::string> next(Failing& failing) {
        ++result_.prompts;
        if (typed_.empty()) ++result_.answered_too_often;
        const Typed line = typed_.empty() ? Typed::hang_up() : typed_.front();
        if (!typed_.empty()) typed_.pop_front();
        failing = line.failing;
        return line.make();
    }

    char* answer(bool& gone) override {
        Failing failing = Failing::nothing;
        const std::optional<std::string> text = next(failing);
        begin_failing(failing);
        gone = !text;
        return text ? strdup(text->c_str()) : nullptr;
    }

  private:
    std::deque<Typed> typed_;
    PamResult& result_;
};

}  // namespace infobip_otp::testing
