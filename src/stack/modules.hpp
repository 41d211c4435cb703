// SPDX-License-Identifier: MIT
// Modules: what each PAM module may answer in a situation. THE TABLE of the modules that are known.
#pragma once

#include <optional>
#include <string>
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

// What a line asks about the account or the machine, and is answered alike in each line that asks
// it.
struct Condition {
    std::string text;
    bool negated = false;  // "user notingroup wheel" of "user ingroup wheel"

    // The other way round where it is negated: the answer of the line from that of the condition,
    // and back.
    [[nodiscard]] PamResult of(PamResult result) const;
};

[[nodiscard]] std::optional<Condition> condition_of(const Line& line);

// The same of any line: a module that is no condition asks a question of its own for its arguments.
[[nodiscard]] Condition question_of(const Line& line);

// Whether the module keeps accounts of its own (SSSD, LDAP, Kerberos, Windows).
[[nodiscard]] bool keeps_accounts(std::string_view module_name);

// "pam_faillock.so authfail"
[[nodiscard]] bool counts_failure(const Line& line);

// "pam_succeed_if.so user ingroup wheel": what it may answer.
[[nodiscard]] std::vector<PamResult> answers_of_if(const std::vector<std::string>& arguments,
                                                   const Situation& situation);

// The condition that these arguments of pam_succeed_if are.
[[nodiscard]] Condition condition_of_if(const std::vector<std::string>& arguments);

// "pam_listfile.so item=user sense=allow file=/etc/otp.force onerr=fail": what it may answer.
[[nodiscard]] std::vector<PamResult> answers_of_list(const std::vector<std::string>& arguments,
                                                     const Situation& situation);

}  // namespace infobip_otp::stack
