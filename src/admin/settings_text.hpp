// SPDX-License-Identifier: MIT
// Settings text: changing single settings in a settings file; every other line stays as it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace infobip_otp::admin {

// The settings file as it is shipped: every setting behind a "#", with its default and its reason.
extern const std::string_view shipped_settings;

struct TextChange {
    unsigned line = 0;    // where it is now, from 1
    std::string removed;  // empty: no line goes
    std::string added;
};

// `text` with `name = value` above its first block: in the place of the line that sets it, else of
// the line "#name = ..." that shows it, else behind the rest. Says in `changes` what was done; a
// text that says so already stays as it is.
[[nodiscard]] std::string with_setting(const std::string& text, std::string_view name,
                                       std::string_view value, std::vector<TextChange>& changes);

}  // namespace infobip_otp::admin
