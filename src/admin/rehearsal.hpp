// SPDX-License-Identifier: MIT
// Rehearsal: one login without its consequences, to see how it would end.
#pragma once

#include <string>
#include <vector>

#include "config/settings.hpp"
#include "infobip_otp/login.hpp"

namespace infobip_otp::admin {

// What the person does, and what the provider.
enum class Course { right_code, wrong_codes, recovery_code, unreachable };

// One rule of the login, in the words of `debug = yes`: "countries", "all".
struct Rule {
    std::string name;
    std::string found;
};

struct Rehearsed {
    Verdict verdict;
    int pam_code = 0;  // what our module would answer
    unsigned messages = 0;
    std::vector<Rule> rules;         // those that were come to, in their order
    std::vector<std::string> shown;  // what the person would read, prompts too
    std::string problem;             // what the log would say of a fault; empty: there was none
};

// authenticate() itself, with the accounts, users file, limits and recovery codes of `settings`.
// What it would write goes to a copy of the account's state that is gone afterwards; nothing is
// sent, logged or waited for. The Error says why no copy could be made.
Result<Rehearsed> rehearse(const Settings& settings, const LoginRequest& request, Course course);

}  // namespace infobip_otp::admin
