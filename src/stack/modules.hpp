// SPDX-License-Identifier: MIT
// Modules: what each PAM module may answer in a situation. THE TABLE of the modules that are known.
#pragma once

#include <string_view>
#include <vector>

#include "stack/situation.hpp"

namespace infobip_otp::stack {

enum class Role {
    neutral,       // asks nobody for anything
    password,      // a first factor
    other_factor,  // proves something else: a code, a key, a finger
    our_code,
    unknown,  // not in the table: may answer anything
};

struct Answers {
    Role role = Role::unknown;
    std::vector<PamResult> results;   // those that are possible
    bool sends = false;               // a message goes out
    bool remembers_password = false;  // for a later use_first_pass
};

// `password_was_asked`: an earlier line has left a password for use_first_pass.
[[nodiscard]] Answers answers(const Line& line, Facility facility, const Situation& situation,
                              const Surroundings& surroundings, bool password_was_asked);

// Whether the module keeps accounts of its own (SSSD, LDAP, Kerberos, Windows).
[[nodiscard]] bool keeps_accounts(std::string_view module_name);

// "pam_faillock.so authfail"
[[nodiscard]] bool counts_failure(const Line& line);

// "pam_succeed_if.so user ingroup wheel": what the account answers; nullopt: cannot be said here.
[[nodiscard]] std::optional<bool> succeeds_if(const std::vector<std::string>& arguments,
                                              const Situation& situation);

}  // namespace infobip_otp::stack
