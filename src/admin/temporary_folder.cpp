// SPDX-License-Identifier: MIT
// mkdtemp(3) and its end.
#include "admin/temporary_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace infobip_otp::admin {

Result<TemporaryFolder> TemporaryFolder::make() {
    std::string path = std::string(geteuid() == 0 ? "/run" : "/tmp") + "/infobip-otp.XXXXXX";
    if (mkdtemp(path.data()) == nullptr) return system_error("making the folder " + path, errno);
    return TemporaryFolder(std::move(path));
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

Result<void> TemporaryFolder::write(const std::string& name, const std::string& content,
                                    unsigned mode) const {
    const Descriptor file(
        open(this->file(name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file.is_open()) return system_error("making " + this->file(name), errno);
    const ssize_t put = ::write(file.get(), content.data(), content.size());
    if (put != static_cast<ssize_t>(content.size()))
        return system_error("writing " + this->file(name), put < 0 ? errno : ENOSPC);
    if (fchmod(file.get(), mode) != 0) return system_error("chmod of " + this->file(name), errno);
    return {};
}

}  // namespace infobip_otp::admin
