// SPDX-License-Identifier: MIT
// Started program: the helper that a host has started, which says nothing of its host itself.
#pragma once

#include <sys/types.h>

namespace infobip_otp::testing {

// The newest that runs; -1: none.
pid_t helper_of(pid_t host);

}  // namespace infobip_otp::testing
