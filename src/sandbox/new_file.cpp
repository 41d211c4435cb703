// SPDX-License-Identifier: MIT
// Writing files beside their place and renaming them.
#include "sandbox/new_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace infobip_otp::sandbox {

Result<void> write_new_file(const std::string& path, const std::string& text, mode_t mode) {
    const std::string beside = path + ".new";
    unlink(beside.c_str());
    const Descriptor file(
        open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.is_open()) return system_error("making " + beside, errno);
    const ssize_t written = write(file.get(), text.data(), text.size());
    if (written != static_cast<ssize_t>(text.size()) || fchmod(file.get(), mode) != 0 ||
        rename(beside.c_str(), path.c_str()) != 0) {
        const int reason = errno;
        unlink(beside.c_str());
        return system_error("writing " + path, reason);
    }
    return {};
}

}  // namespace infobip_otp::sandbox
