// SPDX-License-Identifier: MIT
// AccountDatabase: the accounts and groups of this system.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "infobip_otp/result.hpp"

namespace infobip_otp {

// An account as the system knows it. `name` is pw_name, so that two spellings of one account
// (a directory that ignores case) share one phone number and one set of limits.
struct Account {
    std::string name;
    unsigned long uid = 0;
    unsigned long gid = 0;
};

enum class Membership { none, member };

class AccountDatabase {
  public:
    virtual ~AccountDatabase() = default;

    // nullopt: the system does not know such an account.
    [[nodiscard]] virtual Result<std::optional<Account>> find(std::string_view user) = 0;

    // Whether the account is, by gid, in one of the groups named. A name that the system does not
    // know exempts nobody and is added to `unknown`.
    [[nodiscard]] virtual Result<Membership> membership(const Account& account,
                                                        const std::vector<std::string>& groups,
                                                        std::vector<std::string>& unknown) = 0;
};

}  // namespace infobip_otp
