// SPDX-License-Identifier: MIT
// PamCall: one pam_start ... pam_end of this process, and who sits at its end.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "module/failing_system.hpp"

namespace infobip_otp::testing {

// One call of the handle.
enum class Asked : char { authenticate = 'a', set_credentials = 's' };

struct PamCall {
    std::string folder;  // where the service files are
    std::string service;
    std::optional<std::string> user;  // nullopt: libpam asks for it
    std::map<int, std::string> items;
    std::map<std::string, std::string> variables;  // pam_putenv
    std::vector<Failing> failing;                  // from the start of the call
    std::vector<Asked> asked{Asked::authenticate};
};

// What comes out of a call, as it comes.
class PamPerson {
  public:
    virtual ~PamPerson() = default;
    virtual void shown(const char* text) = 0;
    virtual void logged(int priority, const char* line) = 0;  // facility and severity
    // An answer on the heap, nullptr for none; `gone`: the conversation fails.
    virtual char* answer(bool& gone) = 0;
};

// pam_start, what is asked, pam_end; the code of the last that was asked. What the module gives to
// syslog(3) meanwhile goes to `person`. In any number of threads.
int run_pam_call(const PamCall& call, PamPerson& person);

}  // namespace infobip_otp::testing
