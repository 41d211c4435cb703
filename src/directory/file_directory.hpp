// SPDX-License-Identifier: MIT
// FileDirectory: UserDirectory over the users file (docs/formats.md, "users").
#pragma once

#include <string>

#include "infobip_otp/user_directory.hpp"

namespace infobip_otp {

class FileDirectory final : public UserDirectory {
  public:
    // Nothing is opened before find().
    explicit FileDirectory(std::string path) : path_(std::move(path)) {}

    // Reads to the end, in constant memory. An account that is named twice, or whose line cannot be
    // read, is malformed; the mistakes of others do not touch it. Absent only where every line of
    // the file can be read: the account may be meant by the one that cannot.
    [[nodiscard]] Result<Enrolled> find(std::string_view account) override;

  private:
    std::string path_;
};

}  // namespace infobip_otp
