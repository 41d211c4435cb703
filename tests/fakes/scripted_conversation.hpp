// SPDX-License-Identifier: MIT
// ScriptedConversation: a person who answers by a script; keeps all that was shown.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "infobip_otp/conversation.hpp"

namespace infobip_otp::testing {

// An answer may do something before it is typed (wait, for one). After the last one nobody answers.
class ScriptedConversation final : public Conversation {
  public:
    struct Line {
        std::string text;
        std::function<void()> before = [] {};
    };

    void tell(std::string_view line) override { shown.push_back(std::string(line)); }

    [[nodiscard]] std::optional<Secret> ask(std::string_view prompt) override {
        shown.push_back(std::string(prompt));
        ++prompts;
        if (answers.empty()) return std::nullopt;
        const Line line = answers.front();
        answers.pop_front();
        line.before();
        return Secret(line.text);
    }

    [[nodiscard]] std::string transcript() const {
        std::string all;
        for (const std::string& line : shown) all += line + "\n";
        return all;
    }

    std::deque<Line> answers;
    std::vector<std::string> shown;
    unsigned prompts = 0;
};

}  // namespace infobip_otp::testing
