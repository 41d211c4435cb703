// SPDX-License-Identifier: MIT
// FileDirectory: UserDirectory over the users file (docs/formats.md, "users").
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "infobip_otp/user_directory.hpp"

namespace infobip_otp {

class FileDirectory final : public UserDirectory {
  public:
    // Nothing is opened before find(). `rest`: how long the file was left alone before absence is
    // believed.
    explicit FileDirectory(std::string path,
                           std::chrono::milliseconds rest = std::chrono::seconds(2))
        : path_(std::move(path)), rest_(rest) {}

    // Reads to the end, in constant memory. An account that is named twice, or whose line cannot be
    // read, is malformed; the mistakes of others do not touch it. Absent only of a file at rest in
    // which every line can be read, one is an entry and the last one has its line feed: the account
    // may be meant by the one that cannot, or be on its way. One that was changed in the last
    // `rest`, is changed meanwhile or is open for writing is read again after it, twice at most;
    // then an Error.
    [[nodiscard]] Result<Enrolled> find(std::string_view account) override;

  private:
    Result<std::optional<Enrolled>> look(std::string_view account);

    std::string path_;
    std::chrono::milliseconds rest_;
};

}  // namespace infobip_otp
