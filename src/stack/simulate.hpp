// SPDX-License-Identifier: MIT
// simulate(): runs a stack on paper, by the rules of libpam, for every answer its modules may give.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "stack/modules.hpp"
#include "stack/service.hpp"
#include "stack/situation.hpp"

namespace infobip_otp::stack {

struct Step {
    const Line* line = nullptr;
    PamResult result = PamResult::ignore;
    Role role = Role::neutral;
    bool one_of_several = false;  // the module might have answered otherwise
};

// One way it may go.
struct Outcome {
    PamResult status = PamResult::perm_denied;  // what the host is told
    unsigned messages = 0;                      // that were sent
    bool code_proved = false;                   // a line of ours answered success
    bool factor_proved = false;                 // a password or another factor did, or a key
    bool sent_before_factor = false;
    bool asks_us = false;          // a line of ours was called
    bool failure_counted = false;  // pam_faillock authfail was
    std::vector<Step> steps;       // the modules that were called, in order
    // What the conditions that stand in several lines were found to be: they are so in each.
    std::map<std::string, PamResult> conditions;

    [[nodiscard]] bool gets_in() const { return status == PamResult::success; }
    [[nodiscard]] bool calls(const Line& line) const;
};

// Linux-PAM 1.5 and 1.7, libpam/pam_dispatch.c. Of ways that differ in nothing but the answers on
// the way the first is given; `service` must outlive the result. `before`: the outcome of an
// earlier facility of the same login, whose conditions hold.
[[nodiscard]] std::vector<Outcome> simulate(const Service& service, Facility facility,
                                            const Situation& situation,
                                            const Surroundings& surroundings,
                                            const Outcome* before = nullptr);

}  // namespace infobip_otp::stack
