// SPDX-License-Identifier: MIT
// PamCall: one pam_start ... pam_end of this process, and who sits at its end.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "module/failing_system.hpp"

namespace infobip_otp::testing {

struct PamCall {
    std::string folder;  // where the service files are
    std::string service;
    std::optional<std::string> user;  // nullopt: libpam asks for it
    std::map<int, std::string> items;
    std::map<std::string, std::string> variables;  // pam_putenv
    std::vector<Failing> failing;                  // from the start of the call
};

// What comes out of a call, as it comes.
class PamPerson {
  public:
    virtual ~PamPerson() = default;
    virtual void shown(const char* text) = 0;
    virtual void logged(const char* line) = 0;
    // An answer on the heap, nullptr for none; `gone`: the conversation fails.
    virtual char* answer(bool& gone) = 0;
};

// pam_start, pam_authenticate, pam_end; the code of the second. What the module gives to syslog(3)
// meanwhile goes to `person`. In any number of threads.
int run_pam_call(const PamCall& call, PamPerson& person);

}  // namespace infobip_otp::testing
