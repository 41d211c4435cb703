// SPDX-License-Identifier: MIT
// MemoryLimitStore: a LimitStore that counts, and keeps the order of its calls.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "infobip_otp/limit_store.hpp"

namespace infobip_otp::testing {

class MemoryLimitStore final : public LimitStore {
  public:
    [[nodiscard]] Result<Allowance> spend_send(std::string_view account,
                                               const Announcement& announce) override {
        calls.push_back("spend_send " + std::string(account));
        while_writing();
        if (broken) return Error{"/var/lib/infobip-otp: Read-only file system"};
        if (refuse_sends != Limit::none) return Allowance{refuse_sends, wait, unseen};
        if (failures >= failures_allowed) return Allowance{Limit::failures_per_user, wait, unseen};
        if (sends >= sends_allowed) return Allowance{Limit::unanswered_per_user, wait, unseen};
        if (announce) announce();
        ++sends;
        return Allowance{Limit::none, {}, unseen};
    }

    [[nodiscard]] Result<void> give_back_send(std::string_view account) override {
        calls.push_back("give_back_send " + std::string(account));
        --sends;
        return {};
    }

    [[nodiscard]] Result<Allowance> spend_failure(std::string_view account,
                                                  const Announcement& announce) override {
        calls.push_back("spend_failure " + std::string(account));
        while_writing();
        if (broken) return Error{"/var/lib/infobip-otp: Read-only file system"};
        if (failures >= failures_allowed) return Allowance{Limit::failures_per_user, wait, unseen};
        if (announce) announce();
        ++failures;
        return Allowance{Limit::none, {}, unseen};
    }

    [[nodiscard]] Result<void> give_back_failure(std::string_view account) override {
        calls.push_back("give_back_failure " + std::string(account));
        --failures;
        return {};
    }

    [[nodiscard]] Result<void> succeed(std::string_view account, RightCode code,
                                       const Unseen& told) override {
        calls.push_back("succeed " + std::string(account) +
                        (code == RightCode::sent ? "" : " by recovery"));
        if (broken_at_success) return Error{"/var/lib/infobip-otp: Input/output error"};
        if (code == RightCode::sent && told == unseen) unseen = {};
        sends = 0;
        failures = 0;
        return {};
    }

    unsigned sends = 0;
    unsigned sends_allowed = 5;
    unsigned failures = 0;
    unsigned failures_allowed = 10;
    Limit refuse_sends = Limit::none;
    std::chrono::seconds wait{90};
    Unseen unseen;  // of earlier logins
    bool broken = false;
    bool broken_at_success = false;
    std::function<void()> while_writing = [] {};  // in each spending
    std::vector<std::string> calls;
};

}  // namespace infobip_otp::testing
