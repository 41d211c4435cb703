// SPDX-License-Identifier: MIT
// Situation: what is true of one login that is tried out on paper.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "stack/service.hpp"

namespace infobip_otp::stack {

enum class Who {
    with_phone,
    without_phone,  // no line in the users file
    exempt,         // in one of exempt_groups
};

enum class Code {
    right,
    wrong,
    cannot_be_asked,  // sshd's "password" method answers every prompt that is not echoed with the
                      // password, and fails at ours
};

// Where the account's password is kept.
enum class Home { local, elsewhere };

// An account that is asked about by name; without one every answer of pam_succeed_if and its like
// is possible.
struct Person {
    std::string name;
    unsigned long uid = 0;
    unsigned long gid = 0;
    std::vector<std::string> groups;
    std::string shell;
    std::string remote_host;
};

// What our line answers where that is known and not to be worked out here.
struct OurAnswer {
    PamResult result = PamResult::abort;
    unsigned messages = 0;
};

struct Situation {
    std::string service;
    Who who = Who::with_phone;
    bool password_right = true;
    Code code = Code::right;
    Home home = Home::local;
    bool key_accepted = false;    // sshd took a public key before it asked PAM
    bool caller_is_root = false;  // whom pam_rootok lets pass: getuid() of the host
    std::optional<Person> person;
    std::optional<OurAnswer> ours = std::nullopt;
    // What questions of modules (question_of()) are taken to be answered.
    std::map<std::string, PamResult> assumed = {};
};

// What the settings say to one line of ours.
struct OtpSettings {
    std::string problem;  // not empty: every login is refused
    bool ignores_without_phone = false;
    bool has_exempt_groups = false;
    bool wants_key = false;       // require_first_factor = publickey
    bool passes_outages = false;  // when_unreachable = allow
    PamResult stop_code = PamResult::abort;
};

// The machine that the login is tried on.
struct Surroundings {
    PamFolders folders;
    std::string sshd_service = "sshd";  // PAMServiceName
    std::function<OtpSettings(const std::string& service, const Line& line)> settings_of;

    [[nodiscard]] bool is_sshd(const std::string& service) const {
        return service.starts_with("sshd") || service == sshd_service;
    }
};

}  // namespace infobip_otp::stack
