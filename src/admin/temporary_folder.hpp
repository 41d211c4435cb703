// SPDX-License-Identifier: MIT
// TemporaryFolder: a folder that only its owner may enter, gone with everything in it at the end.
#pragma once

#include <string>
#include <utility>

#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

class TemporaryFolder {
  public:
    // Below /run for root, where nobody else may write, else below /tmp.
    static Result<TemporaryFolder> make();

    ~TemporaryFolder();
    TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, "")) {}
    TemporaryFolder& operator=(TemporaryFolder&&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

    // A file that is not there yet, with this content and mode.
    [[nodiscard]] Result<void> write(const std::string& name, const std::string& content,
                                     unsigned mode) const;

  private:
    explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}

    std::string path_;
};

}  // namespace infobip_otp::admin
