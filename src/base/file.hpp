// SPDX-License-Identifier: MIT
// Trusted reads: a file is judged by its descriptor before a byte of it is believed.
#pragma once

#include <cstddef>
#include <string>

#include "base/descriptor.hpp"
#include "infobip_otp/result.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp {

enum class Privacy {
    open,    // anybody may read it
    secret,  // readable by its owner only (0600 or stricter)
};

// Opens `path` for reading without following a link at its end and without waiting for a FIFO's
// writer, then looks at what was opened: a regular file, owned by root or by the effective uid (the
// real uid belongs to the caller of sudo and su and is never asked), writable by its owner only.
// The Error names the file and what to do.
Result<Descriptor> open_trusted(const std::string& path, Privacy privacy);

// The same look at a file that is open already.
Result<void> check_trusted(int descriptor, const std::string& path, Privacy privacy);

// The whole of a trusted file; more than `size_limit` bytes is an Error.
Result<Secret> read_trusted(const std::string& path, Privacy privacy, std::size_t size_limit);

// Whether somebody has `descriptor`'s file open for writing, as far as its file system tells:
// network file systems do not. `descriptor` is open for reading only.
[[nodiscard]] bool is_being_written(int descriptor);

// "reading /etc/x: Permission denied": for errors that errno explains.
[[nodiscard]] Error system_error(const std::string& what, int number);

}  // namespace infobip_otp
