// SPDX-License-Identifier: MIT
// TemporaryFolder: a folder of its own for one test, gone with the object.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace infobip_otp::testing {

class TemporaryFolder {
  public:
    TemporaryFolder()
        : path_((std::filesystem::temp_directory_path() / "infobip-otp-test-XXXXXX").string()) {
        if (mkdtemp(path_.data()) == nullptr) throw std::runtime_error("no folder " + path_);
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string path_of(std::string_view name) const {
        return path_ + "/" + std::string(name);
    }

    // Replaces the file by one with exactly this content and mode, owned by the effective uid;
    // returns its path.
    std::string write(std::string_view name, std::string_view content, mode_t mode = 0600) const {
        const std::string path = path_of(name);
        std::filesystem::remove(path);
        const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        const ssize_t written = ::write(file, content.data(), content.size());
        if (written != static_cast<ssize_t>(content.size()) || fchmod(file, mode) != 0)
            throw std::runtime_error("cannot write " + path);
        close(file);
        return path;
    }

  private:
    std::string path_;
};

}  // namespace infobip_otp::testing
