// SPDX-License-Identifier: MIT
// HostProcess: a host in a process of its own, so that it can be looked at from outside and knows
// no secret but what the module and the person bring in.
#pragma once

#include <sys/types.h>

#include "module/pam_call.hpp"
#include "module/pam_host.hpp"
#include "module/scripted_person.hpp"

namespace infobip_otp::testing {

class HostProcess {
  public:
    // Forks: to be made before this process knows a secret or has threads.
    HostProcess();
    ~HostProcess();
    HostProcess(const HostProcess&) = delete;
    HostProcess& operator=(const HostProcess&) = delete;

    // The call there, the answers of `person` here.
    void run(const PamCall& call, ScriptedPerson& person, PamResult& result);

    [[nodiscard]] pid_t pid() const { return pid_; }
    // A call has taken its memory or its life: it can do no more.
    [[nodiscard]] bool spent() const { return spent_; }

  private:
    pid_t pid_ = -1;
    int socket_ = -1;
    bool spent_ = false;
};

}  // namespace infobip_otp::testing
