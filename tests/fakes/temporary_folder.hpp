// SPDX-License-Identifier: MIT
// TemporaryFolder: a folder of its own for one test, gone with the object.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "cmocka.hpp"

namespace infobip_otp::testing {

class TemporaryFolder {
  public:
    TemporaryFolder() {
        path_ = (std::filesystem::temp_directory_path() / "infobip-otp-test-XXXXXX").string();
        assert_non_null(mkdtemp(path_.data()));
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] std::string path_of(std::string_view name) const {
        return path_ + "/" + std::string(name);
    }

    // A file with exactly this content and mode, owned by the effective uid; returns its path.
    std::string write(std::string_view name, std::string_view content, unsigned mode = 0600) const {
        const std::string path = path_of(name);
        unlink(path.c_str());
        const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        assert_true(file >= 0);
        assert_int_equal(::write(file, content.data(), content.size()), content.size());
        assert_int_equal(fchmod(file, mode), 0);
        close(file);
        return path;
    }

  private:
    std::string path_;
};

}  // namespace infobip_otp::testing
