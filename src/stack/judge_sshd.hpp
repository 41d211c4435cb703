// SPDX-License-Identifier: MIT
// judge_sshd(): sshd's settings and its PAM stack, taken together.
#pragma once

#include <chrono>
#include <vector>

#include "stack/finding.hpp"
#include "stack/logins.hpp"
#include "stack/sshd_options.hpp"

namespace infobip_otp::stack {

// One way into sshd, and what PAM makes of it.
struct SshWay {
    Methods methods;
    Certainty without_code = Certainty::no;  // whether it lets in with the key and the password,
                                             // as far as it wants them, and a wrong code
    Certainty with_code = Certainty::no;     // and with the right one
    Certainty sends = Certainty::no;         // whether a message goes out
};

// `circumstances` without key_accepted and blind, which the ways decide.
[[nodiscard]] std::vector<SshWay> try_ssh_ways(const SshdOptions& options, const Service& service,
                                               const Circumstances& circumstances,
                                               const Surroundings& surroundings);

// Whether every way with a question has a key before it; false where none asks.
[[nodiscard]] bool key_before_questions(const std::vector<SshWay>& ways);

// Why sshd could not be asked, by its own words. An sshd that does not start with its settings is a
// failure: after the next restart nobody comes in by ssh.
[[nodiscard]] Finding judge_silent_sshd(const std::string& service, const std::string& words,
                                        bool is_root);

// `login_timeout`: the setting.
[[nodiscard]] std::vector<Finding> judge_sshd(const SshdOptions& options, const Service& service,
                                              const std::vector<SshWay>& ways,
                                              std::chrono::seconds login_timeout);

}  // namespace infobip_otp::stack
