// SPDX-License-Identifier: MIT
// Sandbox machine: Infobip's API on the desk, and settings that use it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>

#include "admin/temporary_folder.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

class SandboxMachine {
  public:
    // Starts the sandbox and writes settings, key and users file into `folder`, which has to
    // outlive this object; `user` has a phone there. The sandbox ends with this object, or with
    // this process, however it ends. It runs as the helper's account, with an empty environment and
    // a session of its own, and writes into one folder below `folder`.
    static Result<SandboxMachine> start(const TemporaryFolder& folder, const std::string& user);

    ~SandboxMachine();
    SandboxMachine(SandboxMachine&& other) noexcept;
    SandboxMachine& operator=(SandboxMachine&&) = delete;

    [[nodiscard]] std::string settings() const { return folder_.file("infobip-otp.conf"); }

    // The messages that arrived since it was asked last, a printable line each.
    [[nodiscard]] std::string new_messages();

  private:
    SandboxMachine(const TemporaryFolder& folder, pid_t process)
        : folder_(folder), process_(process) {}

    Result<void> wait_until_it_listens() const;
    Result<void> write_settings(const std::string& user) const;

    const TemporaryFolder& folder_;
    pid_t process_;
    std::size_t shown_ = 0;
};

}  // namespace infobip_otp::admin
