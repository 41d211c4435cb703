// SPDX-License-Identifier: MIT
// PAM host: this process as sshd or sudo are to PAM, with a person at the terminal.
#pragma once

#include <string>

namespace infobip_otp::admin {

struct HostedLogin {
    std::string service;
    std::string user;
    std::string folder;  // where the service's file is; empty: PAM's own
};

// pam_authenticate(3), and pam_acct_mgmt(3) where that succeeded, asking on stdout and stdin; the
// code that came last. What modules log goes to stderr as well. For a process of its own: the real
// user becomes the account in su and sudo, as it is there.
[[nodiscard]] int host_login(const HostedLogin& login);

}  // namespace infobip_otp::admin
