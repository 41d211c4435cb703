// SPDX-License-Identifier: MIT
// SandboxProcess: the project's sandbox of the provider's API, over TLS on a loopback port.
#pragma once

#include <sys/types.h>

#include <string>

#include "module/temporary_folder.hpp"

namespace infobip_otp::testing {

class SandboxProcess {
  public:
    SandboxProcess();
    ~SandboxProcess();
    SandboxProcess(const SandboxProcess&) = delete;
    SandboxProcess& operator=(const SandboxProcess&) = delete;

    // What --env wrote: INFOBIP_BASE_URL, INFOBIP_API_KEY, ...
    [[nodiscard]] std::string value(const std::string& name) const;

    // The code of the newest message, and how many there were.
    [[nodiscard]] std::string newest_code() const;
    [[nodiscard]] unsigned messages() const;

    // One command over the control socket; what it prints.
    std::string control(const std::string& command) const;

  private:
    TemporaryFolder folder_;
    pid_t pid_ = -1;
};

}  // namespace infobip_otp::testing
