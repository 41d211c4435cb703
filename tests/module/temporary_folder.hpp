// SPDX-License-Identifier: MIT
// TemporaryFolder: a folder below /tmp that goes with its object, and files in it.
#pragma once

#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace infobip_otp::testing {

class TemporaryFolder {
  public:
    TemporaryFolder() {
        char made[] = "/tmp/infobip-otp-test.XXXXXX";
        if (mkdtemp(made) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = made;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

    // Replaces the file; returns its path.
    std::string write(const std::string& name, const std::string& content, mode_t mode) const {
        const std::string path = file(name);
        std::filesystem::remove(path);
        std::FILE* out = std::fopen(path.c_str(), "w");
        if (out == nullptr || std::fwrite(content.data(), 1, content.size(), out) != content.size())
            throw std::runtime_error("writing " + path);
        std::fclose(out);
        chmod(path.c_str(), mode);
        return path;
    }

  private:
    std::string path_;
};

}  // namespace infobip_otp::testing
