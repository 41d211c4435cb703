// SPDX-License-Identifier: MIT
// Sudo defaults: the Defaults of sudoers(5) that decide which PAM service and whose phone is asked.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "stack/finding.hpp"

namespace infobip_otp::stack {

// One setting of a Defaults line.
struct SudoDefault {
    std::string whom;   // "" everybody, else as behind the word Defaults: ":alice,%wheel", "@host"
    std::string name;   // "pam_service"
    std::string value;  // of one that has a value
    bool is_on = true;  // of a flag

    // "Defaults:alice pam_service=sudo-touch"
    [[nodiscard]] std::string text() const;
};

// What sudo asks PAM for one account.
struct SudoInForce {
    std::string service;  // "sudo", "sudo-i"
    std::string account;  // whose password and whose phone
    std::string because;  // the settings that are not sudo's own; empty: all are
};

// `is_login`: sudo -i. `defaults`: those for this account, later ones over earlier ones.
[[nodiscard]] SudoInForce sudo_in_force(const std::vector<SudoDefault>& defaults,
                                        const std::string& account, bool is_login);

// The PAM services that are named in the place of sudo and sudo-i.
[[nodiscard]] std::vector<std::string> named_sudo_services(
    const std::vector<SudoDefault>& defaults);

// `asks`: whether a PAM service asks for a code; `login_timeout`: the setting.
[[nodiscard]] std::vector<Finding> judge_sudo_defaults(
    const std::vector<SudoDefault>& defaults, const std::string& file,
    const std::function<bool(const std::string& service)>& asks,
    std::chrono::seconds login_timeout);

}  // namespace infobip_otp::stack
