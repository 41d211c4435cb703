// SPDX-License-Identifier: MIT
// MemoryAccounts: an AccountDatabase of a few names that, like some directories, ignores case.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "infobip_otp/account_database.hpp"

namespace infobip_otp::testing {

class MemoryAccounts final : public AccountDatabase {
  public:
    [[nodiscard]] Result<std::optional<Account>> find(std::string_view user) override {
        if (broken) return Error{"the name service does not answer"};
        std::string name(user);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        if (names.count(name) == 0) return std::optional<Account>();
        return std::optional<Account>(Account{name, 1000, 1000});
    }

    [[nodiscard]] Result<Membership> membership(const Account& account,
                                                const std::vector<std::string>& wanted,
                                                std::vector<std::string>& unknown) override {
        Membership found = Membership::none;
        for (const std::string& group : wanted) {
            if (groups.count(group) == 0)
                unknown.push_back(group);
            else if (groups[group].count(account.name) != 0)
                found = Membership::member;
        }
        return found;
    }

    std::set<std::string> names = {"alice", "bob"};
    std::map<std::string, std::set<std::string>> groups;
    bool broken = false;
};

}  // namespace infobip_otp::testing
