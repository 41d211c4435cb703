// SPDX-License-Identifier: MIT
// Process limits: what the caller of su or sudo set must not reach the network program.
#pragma once

#include "infobip_otp/result.hpp"

namespace infobip_otp {

// No core file and no file growth; 64 descriptors, 30 s of CPU, 8 MiB of stack, 512 MiB of data
// more than at the start; address space as large as it may be. A hard limit that cannot be raised
// is an Error only where it is below what an exchange needs. Not RLIMIT_NPROC: it counts all
// processes of the uid, so the helpers of other logins would use it up.
Result<void> set_process_limits();

}  // namespace infobip_otp
