// SPDX-License-Identifier: MIT
// Yes or no.
#include "admin/yes_or_no.hpp"

#include <strings.h>

#include <cstdio>
#include <string>

#include "base/text.hpp"

namespace infobip_otp::admin {
namespace {

constexpr int times_asked = 3;

}  // namespace

std::optional<bool> yes_or_no(std::string_view typed) {
    const std::string word(trim(typed));
    const auto is = [&](const char* other) { return strcasecmp(word.c_str(), other) == 0; };
    if (is("y") || is("yes")) return true;
    if (is("n") || is("no")) return false;
    return std::nullopt;
}

bool is_agreed(const std::function<std::optional<Secret>()>& ask) {
    for (int left = times_asked; left > 0; --left) {
        const auto typed = ask();
        if (!typed) return false;
        if (const auto answer = yes_or_no(typed->reveal())) return *answer;
        if (left > 1) std::fputs("Type yes or no.\n", stderr);
    }
    return false;
}

}  // namespace infobip_otp::admin
