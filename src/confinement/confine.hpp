// SPDX-License-Identifier: MIT
// Confinement: giving up everything, step by step, before a byte is read from the network.
//
// Each step is checked and, where the kernel can be asked, read back. The order matters: a change
// of credentials clears the death signal and makes a process dumpable again (both seen), and a
// securebit that keeps capabilities over setresuid(2) is why they are dropped by name.
#pragma once

#include <sys/types.h>

#include "infobip_otp/result.hpp"

namespace infobip_otp {

// Whom the process becomes.
struct Identity {
    uid_t uid = 0;
    gid_t gid = 0;
    bool leaves_root = false;  // started by a host that is root; else it keeps its uid and groups
};

// All steps in their order. The Error begins with the name of the step that failed; the process
// must then do nothing but say so and end.
Result<void> confine();

// The steps. To root's helper belongs the account _infobip-otp, looked up while it can be read.
Result<void> set_umask();
Result<Identity> find_identity();
Result<void> drop_groups(const Identity& identity);
Result<void> set_group(const Identity& identity);
Result<void> set_user(const Identity& identity);
Result<void> drop_capabilities();
Result<void> check_no_way_back();
Result<void> forbid_new_privileges();
Result<void> forbid_tracing();

// For a child, once it is confined: SIGKILL when the thread that started it ends. `parent`: its
// getpid(). An Error also where it has ended already.
Result<void> die_with_parent(pid_t parent);

}  // namespace infobip_otp
