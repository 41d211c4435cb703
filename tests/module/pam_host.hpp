// SPDX-License-Identifier: MIT
// PamHost: a host as libpam sees sshd or sudo, with one service file and a scripted person.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fakes/temporary_folder.hpp"
#include "module/failing_system.hpp"
#include "module/pam_call.hpp"

namespace infobip_otp::testing {

class HostProcess;

// One answer to a prompt, made when it is asked for: nullopt hangs up.
struct Typed {
    struct Later {
        std::function<std::optional<std::string>()> make;
    };
    Typed(const char* line) : make([text = std::string(line)] { return text; }) {}
    Typed(std::string line) : make([text = std::move(line)] { return text; }) {}
    Typed(Later later) : make(std::move(later.make)) {}
    static Typed hang_up() {
        return Typed(Later{[] { return std::nullopt; }});
    }

    std::function<std::optional<std::string>()> make;
    Failing failing = Failing::nothing;  // what fails in the host from this answer on
};

struct LogLine {
    int priority = 0;  // facility and severity
    std::string text;
};

struct PamResult {
    int code = -1;
    std::string transcript;  // what was shown, a line each; prompts with what was typed left out
    std::string log;         // what the module gave to syslog(3), a line each
    std::vector<LogLine> log_lines;  // the same, one by one
    unsigned prompts = 0;
    unsigned answered_too_often = 0;  // prompts that the script had no answer for
    // Of a HostProcess:
    std::string changed;   // what the call left different in its host (host_state.hpp)
    bool crashed = false;  // the host ended in the call
};

class PamHost {
  public:
    PamHost();

    // Writes the stack of `service`: the built module with `arguments`, required.
    void stack(const std::string& service, const std::string& arguments);
    // The same so that the module's own code comes out: PAM_IGNORE as PAM_MODULE_UNKNOWN, which
    // the module never returns.
    void stack_with_ignore(const std::string& service, const std::string& arguments);

    // Writes the service file itself.
    void whole_stack(const std::string& service, const std::string& lines);

    // One pam_start ... pam_end. Items (PAM_TTY, PAM_RHOST), variables and calls as set below.
    PamResult authenticate(const std::string& service, const std::string& user,
                           std::deque<Typed> typed);

    std::map<int, std::string> items;
    std::map<std::string, std::string> variables;  // pam_putenv
    std::vector<Failing> failing;                  // in the host, from the start of the call
    std::vector<Asked> asked;                      // of one handle; else a login
    bool without_user = false;                     // the host names nobody
    HostProcess* process = nullptr;                // where the call is made; else here

  private:
    TemporaryFolder folder_;
};

}  // namespace infobip_otp::testing
