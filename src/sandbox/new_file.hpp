// SPDX-License-Identifier: MIT
// NewFile: a file that is there whole or not at all.
#pragma once

#include <sys/types.h>

#include <string>

#include "infobip_otp/result.hpp"

namespace infobip_otp::sandbox {

// Replaces `path` (a link is replaced, never followed) by a file of exactly this mode.
Result<void> write_new_file(const std::string& path, const std::string& text, mode_t mode);

}  // namespace infobip_otp::sandbox
