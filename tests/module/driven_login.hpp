// SPDX-License-Identifier: MIT
// DrivenLogin: one row of docs/verdicts.md ("How each row is brought about"), carried out.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "module/doc_table.hpp"
#include "module/host_process.hpp"
#include "module/module_fixture.hpp"
#include "module/started_program.hpp"

namespace infobip_otp::testing {

// Where somebody logs in: a kind of host, a setting of when_unreachable, and a provider of its own.
struct Door {
    const char* name;
    bool in_sshd;                    // PAM_TTY is "ssh"
    bool remote;                     // PAM_RHOST is set
    bool allows;                     // when_unreachable = allow
    std::string more_settings = "";  // "debug = yes\n"
    bool codes_of_letters = false;   // 8 letters and digits in place of the 6 digits
    std::unique_ptr<HostProcess> host = nullptr;
    std::unique_ptr<SandboxProcess> sandbox = nullptr;
};

struct DrivenResult {
    PamResult pam;
    unsigned messages = 0;           // of this login, without those of logins before it
    std::string problem;             // what kept the row from being driven
    std::string number;              // of the phone
    std::vector<std::string> typed;  // every answer that was given
    bool starved = false;            // this machine was too busy for the login, which says so
};

// Whether this build can bring the row about: not "no memory" under AddressSanitizer.
bool can_be_driven(const DocRow& how);

// Starts host and sandbox where they are missing or spent; not while other threads run.
void prepare(Door& door);

// `look`, where given, is called at each prompt before its answer is typed, and after the login.
using Look = std::function<void(const ModuleFixture& login)>;

// A word of the row that nobody knows is a `problem`. `before`, where given, is called once all is
// ready for the login.
DrivenResult drive(const DocRow& how, Door& door, const Look& look = nullptr,
                   const Look& before = nullptr);

// Calls `attempt` until no login of it was starved, five times at most: a login that had to wait a
// second for a processor tells nothing of its row. Returns what the last call returned.
std::string unless_starved(const std::function<std::string(std::atomic<bool>& starved)>& attempt);

}  // namespace infobip_otp::testing
