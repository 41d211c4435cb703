// SPDX-License-Identifier: MIT
// Examination: what the linter found out, for a person and for a program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json/json.hpp"
#include "stack/finding.hpp"
#include "stack/judge_sshd.hpp"
#include "stack/match_blocks.hpp"
#include "stack/repair.hpp"

namespace infobip_otp::admin {

// A Match block of sshd.
struct ExaminedMatch {
    stack::MatchBlock block;
    std::string connection;  // that it was tried with; empty: nobody here meets it
    std::vector<stack::SshWay> ways;
};

struct ExaminedService {
    stack::Service service;
    std::vector<stack::Login> logins;
    std::vector<stack::SshWay> ways;  // sshd only
    std::vector<ExaminedMatch> matches;
    std::vector<stack::Finding> findings;
    stack::Advice advice;  // where --fix asked for it

    // The worst stay first.
    void add(const std::vector<stack::Finding>& more);
};

// What the command ends with: 0 all well, accepted, or not looked at; 1 warnings; 2 failures.
[[nodiscard]] int exit_status_of(const std::vector<ExaminedService>& services);
[[nodiscard]] int exit_status_of(const std::vector<stack::Finding>& findings);

// "1 failure", "2 failures"
[[nodiscard]] std::string counted(std::size_t number, std::string_view what);

enum class AcceptedShown { in_a_line, whole };

// `colour`: with the escape sequences of a terminal.
[[nodiscard]] std::string as_text(const std::vector<ExaminedService>& services, bool colour,
                                  AcceptedShown accepted = AcceptedShown::whole);

// Whether stdout is a terminal that wants colours (NO_COLOR).
[[nodiscard]] bool wants_colour();

// {"schema": SCHEMA, "findings": [...]}
[[nodiscard]] Json findings_json(std::string_view schema,
                                 const std::vector<stack::Finding>& findings);

// docs/doctor.md has the members.
[[nodiscard]] Json as_json(const std::vector<ExaminedService>& services);

}  // namespace infobip_otp::admin
