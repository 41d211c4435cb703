// SPDX-License-Identifier: MIT
// Explanation: what a login of one account at one service would do, and why.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin/command.hpp"
#include "admin/rehearsal.hpp"
#include "infobip_otp/result.hpp"
#include "json/json.hpp"
#include "stack/judge_sshd.hpp"

namespace infobip_otp::admin {

// A course of the login, taken to its end: by our line, and then by the lines around it.
struct CourseTaken {
    std::string name;                  // "right_code", or "wrong_password", where ours is not asked
    std::optional<Rehearsed> by_us;    // nullopt: our line has no part in it
    std::vector<std::string> results;  // what the host may be told: "success"
    stack::Certainty gets_in = stack::Certainty::no;
    std::vector<unsigned> messages;  // that may go out
};

struct Explanation {
    std::string user;     // whom PAM is asked about: with sudo's targetpw not who types
    std::string service;  // of PAM
    std::string note;     // why these are not those that were named; what else is not as usual
    bool can_ask = true;  // false: the program answers every prompt by itself
    std::string remote_host;
    std::string file;                  // of the service; empty: it has none
    stack::Stack lines;                // of auth
    std::string our_place;             // of our line; empty: there is none, and nobody is asked
    std::string settings;              // the file that our line reads
    bool key_accepted = false;         // sshd has a key before it asks
    std::vector<stack::SshWay> ways;   // sshd only
    std::string sshd_problem;          // why its settings are not known
    std::string outage;                // the record of outages, in words
    std::vector<CourseTaken> courses;  // the right code first

    // Of the right code: all rules that were come to.
    [[nodiscard]] const std::vector<Rule>& rules() const;
};

// The Error says why the state of the account could not be looked at.
Result<Explanation> explain_login(const Invocation& invocation, const std::string& user,
                                  const std::string& service);

[[nodiscard]] std::string as_text(const Explanation& explanation);

// docs/explain.md has the members.
[[nodiscard]] Json as_json(const Explanation& explanation);

}  // namespace infobip_otp::admin
