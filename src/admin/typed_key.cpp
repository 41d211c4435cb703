// SPDX-License-Identifier: MIT
// Typed key.
#include "admin/typed_key.hpp"

#include <unistd.h>

#include "admin/typed_line.hpp"
#include "config/api_key.hpp"

namespace infobip_otp::admin {

bool is_at_a_terminal() {
    return isatty(STDIN_FILENO) != 0;
}

Result<Secret> read_key(const std::string& file, std::string_view prompt) {
    if (!file.empty() && file != "-") return load_api_key(file);
    if (file.empty() && prompt.empty()) return Secret();
    const auto typed = read_typed_line(file.empty() ? prompt : "", Echo::off);
    if (!typed) return Error{"API key: stdin is at its end"};
    return check_api_key(typed->reveal(), file.empty() ? "what was typed" : "stdin");
}

}  // namespace infobip_otp::admin
