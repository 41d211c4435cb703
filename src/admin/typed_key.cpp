// SPDX-License-Identifier: MIT
// Typed key.
#include "admin/typed_key.hpp"

#include <unistd.h>

#include <cstdio>

#include "admin/printed_text.hpp"
#include "admin/typed_line.hpp"
#include "base/text.hpp"
#include "config/api_key.hpp"

namespace infobip_otp::admin {
namespace {

constexpr int key_tries = 3;

}  // namespace

bool is_at_a_terminal() {
    return isatty(STDIN_FILENO) != 0;
}

Result<Secret> read_key(const std::string& file, std::string_view prompt) {
    if (!file.empty() && file != "-") return load_api_key(file);
    if (file.empty() && prompt.empty()) return Secret();
    if (file.empty()) return ask_for_key(prompt, Empty::is_asked_again);
    const auto typed = read_typed_line("", Echo::off);
    if (!typed) return Error{"API key: stdin is at its end"};
    return check_api_key(typed->reveal(), "stdin");
}

Result<Secret> ask_for_key(std::string_view prompt, Empty empty) {
    for (int left = key_tries; left > 0; --left) {
        const auto typed = read_typed_line(prompt, Echo::off);
        if (!typed) return Error{"API key: stdin is at its end"};
        const bool is_empty = trim(typed->reveal()).empty();
        if (is_empty && empty == Empty::is_an_answer) return Secret();
        auto key = check_api_key(typed->reveal(), "what was typed");
        if (key) return key;
        const std::string problem = is_empty ? "Nothing was typed." : key.error().message;
        if (left > 1) print_text(problem + "\n", stderr);
    }
    return Error{"no API key was typed"};
}

}  // namespace infobip_otp::admin
