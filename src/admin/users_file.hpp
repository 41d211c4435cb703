// SPDX-License-Identifier: MIT
// UsersFile: the users file as an administrator edits it; comments and order stay.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "admin/edited_file.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/phone_number.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

enum class Proof {
    verified,
    unverified,  // nobody has typed a code from this phone: "; verified=no" in its line
};

class UsersFile {
  public:
    struct Entry {
        std::string account;  // "": the line cannot be read
        std::optional<PhoneNumber> number;
        Proof proof = Proof::verified;
        unsigned line = 0;
        std::string problem;
    };

    // A file that is missing is empty. The Error is that of a file that nobody may trust.
    static Result<UsersFile> read(const std::string& path);

    [[nodiscard]] std::vector<Entry> entries() const;
    // The lines whose first word is this account, readable or not.
    [[nodiscard]] std::vector<Entry> entries_of(std::string_view account) const;
    [[nodiscard]] std::vector<std::string> accounts_with(const PhoneNumber& number) const;

    // Changes the account's line, or adds one at the end; other attributes stay. The account must
    // not have two lines.
    void set(const std::string& account, const PhoneNumber& number, Proof proof);
    void remove(std::string_view account);

    // Puts the new content in the place of the old one, as a whole. Where somebody else has changed
    // the file since read() nothing is written, and the Error says so.
    Result<void> save(Clock& clock);

  private:
    explicit UsersFile(EditedFile file) : file_(std::move(file)) {}

    EditedFile file_;
};

}  // namespace infobip_otp::admin
