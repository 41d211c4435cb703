// SPDX-License-Identifier: MIT
// Code login: whether this process stands in a login that asked for a code and got the right one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infobip_otp/rate_limit.hpp"
#include "limits/account_record.hpp"

namespace infobip_otp::admin {

// Who may have typed this, the likeliest first: sudo's caller, who logged in, who this runs as.
[[nodiscard]] std::vector<std::string> callers();

// A process that this one descends from.
struct Ancestor {
    std::string name;  // "sudo"
    WallTime started{};
};

// From the parent on to the first process of the machine.
[[nodiscard]] std::vector<Ancestor> ancestors();

// Parent, name and start (in clock ticks since boot) in /proc/PID/stat; nullopt: it is no such
// line. The name may hold blanks and brackets.
struct ProcessLine {
    int parent = 0;
    std::string name;
    unsigned long long started = 0;
};
[[nodiscard]] std::optional<ProcessLine> read_process_line(std::string_view text);

// Whether one of these hosts of PAM (sshd, sudo, su, login) began at `since` or later and had a
// message sent that the right code followed: the account's newest message is not older than the
// host, and none is unanswered. `record`: of the account that was asked.
[[nodiscard]] bool used_code(const std::vector<Ancestor>& ancestors, WallTime since,
                             const std::optional<AccountRecord>& record);

}  // namespace infobip_otp::admin
