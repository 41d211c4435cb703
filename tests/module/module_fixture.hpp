// SPDX-License-Identifier: MIT
// ModuleFixture: settings, key, users file and state of one test, around one sandbox for all.
#pragma once

#include <memory>
#include <string>

#include "fakes/temporary_folder.hpp"
#include "module/pam_host.hpp"
#include "module/sandbox_process.hpp"

namespace infobip_otp::testing {

// Accounts of every Debian system, so that the tests need none of their own.
inline const std::string user = "daemon";
inline const std::string other_user = "bin";

class ModuleFixture {
  public:
    // The sandbox that all tests of the program share.
    static SandboxProcess& sandbox();
    static void end_sandbox();

    explicit ModuleFixture(const SandboxProcess& its_sandbox = sandbox());

    // Settings file: the working ones, and `more` (or instead of, with `whole`).
    void settings(const std::string& more);
    void whole_settings(const std::string& content);
    void users(const std::string& content, mode_t mode = 0600);
    void key(const std::string& content, mode_t mode = 0600);

    // By the record every exchange has failed for two minutes.
    void begin_outage() const;

    // What is typed where the code of the newest message belongs.
    static Typed right_code();

    PamResult log_in(std::deque<Typed> typed, const std::string& name = user);
    PamResult log_in_with(const std::string& arguments, std::deque<Typed> typed,
                          const std::string& name = user);

    // Messages since this fixture was made.
    [[nodiscard]] unsigned messages() const;

    TemporaryFolder folder;
    PamHost host;

  private:
    const SandboxProcess& sandbox_;
    unsigned messages_before_;
};

}  // namespace infobip_otp::testing
