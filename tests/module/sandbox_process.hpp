// SPDX-License-Identifier: MIT
// SandboxProcess: the project's sandbox of the provider's API, over TLS on a loopback port.
#pragma once

#include <sys/types.h>

#include <string>

#include "fakes/temporary_folder.hpp"

namespace infobip_otp::testing {

class SandboxProcess {
  public:
    SandboxProcess();
    ~SandboxProcess();
    SandboxProcess(const SandboxProcess&) = delete;
    SandboxProcess& operator=(const SandboxProcess&) = delete;

    // What --env wrote: INFOBIP_BASE_URL, INFOBIP_API_KEY, ...
    [[nodiscard]] std::string value(const std::string& name) const;

    // The code of the newest message, and how many there were; to `number` ("+41...") or to any.
    [[nodiscard]] std::string newest_code(const std::string& number = "") const;
    [[nodiscard]] unsigned messages(const std::string& number = "") const;

    [[nodiscard]] bool is_running() const { return pid_ > 0; }
    // Ends it; every connection with it.
    void end();
    // The folder of its files: keys, PINs, messages.
    [[nodiscard]] const std::string& folder() const { return folder_.path(); }

    // From now on codes are 8 letters and digits: chance does not put one of them anywhere.
    void send_letters() const;

    // One command over the control socket; what it prints.
    std::string control(const std::string& command) const;

  private:
    TemporaryFolder folder_;
    pid_t pid_ = -1;
};

}  // namespace infobip_otp::testing
