// SPDX-License-Identifier: MIT
// SystemAccounts: AccountDatabase over getpwnam_r(3), getgrouplist(3) and getgrnam_r(3).
#pragma once

#include "infobip_otp/account_database.hpp"

namespace infobip_otp {

class SystemAccounts final : public AccountDatabase {
  public:
    [[nodiscard]] Result<std::optional<Account>> find(std::string_view user) override;

    // getgrouplist reports no failure of its sources: it finds fewer groups then, which exempts
    // nobody.
    [[nodiscard]] Result<Membership> membership(const Account& account,
                                                const std::vector<std::string>& groups,
                                                std::vector<std::string>& unknown) override;
};

}  // namespace infobip_otp
