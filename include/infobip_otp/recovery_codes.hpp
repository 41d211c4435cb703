// SPDX-License-Identifier: MIT
// RecoveryCodes: the way in when the phone is lost.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string_view>

#include "infobip_otp/rate_limit.hpp"
#include "infobip_otp/result.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp {

enum class RecoveryAnswer {
    accepted,  // this code is spent now, on disk
    wrong,     // no unused code of the account is this one
    too_soon,  // recovery_pause has not passed since the last try
};

struct RecoverySpending {
    RecoveryAnswer answer = RecoveryAnswer::wrong;
    unsigned left = 0;             // accepted: codes that remain
    std::chrono::seconds wait{0};  // too_soon: until the next try
};

// What is about to be written of a code that was typed.
enum class RecoveryStep {
    checking,  // the try, before the code is compared
    spending,  // the right code leaves the list
};
using RecoveryAnnouncement = std::function<void(RecoveryStep)>;  // may be empty

class RecoveryCodes {
  public:
    virtual ~RecoveryCodes() = default;

    // How many unused codes the account has; 0 as well where it never had any.
    [[nodiscard]] virtual Result<unsigned> count(std::string_view account) = 0;

    // Compares and spends under one lock: of two processes with the same code one wins.
    // `code` as read by answer.hpp: 16 characters without separators. `announce` is called before
    // each step is written, and not for a try that comes too soon.
    [[nodiscard]] virtual Result<RecoverySpending> spend(std::string_view account,
                                                         const Secret& code,
                                                         const RecoveryAnnouncement& announce) = 0;

    // When a code was used last, until mark_seen: whoever lost a code to somebody else learns it
    // at the next login. nullopt: nothing to tell.
    [[nodiscard]] virtual Result<std::optional<WallTime>> unseen_use(std::string_view account) = 0;

    // The owner was told, and has proved to be the owner.
    [[nodiscard]] virtual Result<void> mark_seen(std::string_view account) = 0;
};

}  // namespace infobip_otp
