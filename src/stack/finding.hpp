// SPDX-License-Identifier: MIT
// Finding: one thing that is well, or is not, about a machine's logins.
#pragma once

#include <string>
#include <string_view>

namespace infobip_otp::stack {

// From the best to the worst.
enum class Level {
    ok,
    skipped,  // not looked at: nothing is known of it
    warning,
    failure,
};

[[nodiscard]] constexpr std::string_view word(Level level) {
    switch (level) {
        case Level::ok: return "ok";
        case Level::skipped: return "skipped";
        case Level::warning: return "warning";
        case Level::failure: return "failure";
    }
    return "";
}

struct Finding {
    std::string id;  // "pam.without-code": stable, for programs
    Level level = Level::ok;
    std::string service;        // "sudo"
    std::string place;          // "/etc/pam.d/sudo:4"; empty: no line of its own
    std::string seen;           // what was found, in a sentence
    std::string todo;           // what to do about it; empty where nothing is to be done
    std::string accepted = {};  // since when and why it is meant; empty: it is not known to be
};

}  // namespace infobip_otp::stack
