// SPDX-License-Identifier: MIT
// EditedFile: a file that an administrator's command changes, as a whole or not at all.
#pragma once

#include <string>
#include <string_view>

#include "base/file.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/result.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp::admin {

class EditedFile {
  public:
    // A file that is missing is empty. The Error is that of a file that nobody may trust. Written
    // with mode 0600 where it is `secret`, else 0644.
    static Result<EditedFile> read(const std::string& path, Privacy privacy, std::size_t longest);

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] bool is_there() const { return is_there_; }
    [[nodiscard]] std::string_view text() const { return text_.reveal(); }
    [[nodiscard]] bool is_changed() const { return !text_.equals(read_.reveal()); }
    void set(std::string_view text) { text_ = Secret(text); }

    // Wipes both: for a process that is not to know what stands there.
    void forget() {
        read_.wipe();
        text_.wipe();
    }

    // Whether it is as it was read; the Error says that somebody else has changed it.
    Result<void> check_unchanged(Clock& clock) const;

    // Puts the new content in the place of the old one. Where somebody else has changed the file
    // since read() nothing is written, and the Error says so. The folder must be there.
    Result<void> save(Clock& clock) const;

  private:
    EditedFile(std::string path, Privacy privacy, std::size_t longest, std::string_view text,
               bool is_there)
        : path_(std::move(path)),
          privacy_(privacy),
          longest_(longest),
          is_there_(is_there),
          read_(text),
          text_(text) {}

    template <class Then>
    Result<void> while_unchanged(Clock& clock, Then then) const;

    std::string path_;
    Privacy privacy_;
    std::size_t longest_;
    bool is_there_;
    Secret read_;  // as it was
    Secret text_;  // as it is to be
};

// "/etc/infobip-otp" of "/etc/infobip-otp/users".
[[nodiscard]] std::string folder_of(const std::string& path);

}  // namespace infobip_otp::admin
