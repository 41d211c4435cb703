// SPDX-License-Identifier: MIT
// MemoryRecoveryCodes: recovery codes of one account, each good once.
#pragma once

#include <set>
#include <string>

#include "infobip_otp/recovery_codes.hpp"

namespace infobip_otp::testing {

class MemoryRecoveryCodes final : public RecoveryCodes {
  public:
    [[nodiscard]] Result<unsigned> count(std::string_view) override {
        return static_cast<unsigned>(codes.size());
    }

    [[nodiscard]] Result<RecoverySpending> spend(std::string_view, const Secret& code,
                                                 const RecoveryAnnouncement& announce) override {
        ++tries;
        if (broken) return Error{"the recovery file cannot be read"};
        if (too_soon) return RecoverySpending{RecoveryAnswer::too_soon, 0, std::chrono::seconds(2)};
        if (announce) announce(RecoveryStep::checking);
        if (!codes.contains(std::string(code.reveal()))) return RecoverySpending{};
        if (announce) announce(RecoveryStep::spending);
        codes.erase(std::string(code.reveal()));
        return RecoverySpending{RecoveryAnswer::accepted, static_cast<unsigned>(codes.size()), {}};
    }

    [[nodiscard]] Result<std::optional<WallTime>> unseen_use(std::string_view) override {
        return used;
    }

    [[nodiscard]] Result<void> mark_seen(std::string_view) override {
        used.reset();
        return {};
    }

    std::set<std::string> codes;
    std::optional<WallTime> used;
    bool broken = false;
    bool too_soon = false;
    unsigned tries = 0;
};

}  // namespace infobip_otp::testing
