// SPDX-License-Identifier: MIT
// FileImage: a file as it is, byte by byte, with owner and mode.
#pragma once

#include <sys/types.h>

#include <string>

#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

struct FileImage {
    std::string bytes;
    uid_t owner = 0;
    gid_t group = 0;
    mode_t mode = 0644;
    bool operator==(const FileImage&) const = default;
};

enum class LinkAtTheEnd { refused, followed };

// A regular file of at most 1 MiB.
Result<FileImage> read_image(const std::string& path, LinkAtTheEnd link = LinkAtTheEnd::refused);

// Puts it in the place of whatever is there, on disk when the call returns: whoever reads sees the
// old file or the new one, also after a crash. A file ".NAME.infobip-otp" may be left beside it.
Result<void> write_image(const std::string& path, const FileImage& image);

}  // namespace infobip_otp::admin
