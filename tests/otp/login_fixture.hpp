// SPDX-License-Identifier: MIT
// LoginFixture: one login of alice over fakes.
#pragma once

#include <initializer_list>
#include <string>

#include "fakes/fixed_clock.hpp"
#include "fakes/memory_accounts.hpp"
#include "fakes/memory_directory.hpp"
#include "fakes/memory_limit_store.hpp"
#include "fakes/memory_pin_service.hpp"
#include "fakes/memory_recovery_codes.hpp"
#include "fakes/recording_audit_log.hpp"
#include "fakes/scripted_conversation.hpp"
#include "infobip_otp/login.hpp"

namespace infobip_otp::testing {

struct LoginFixture {
    // Runs the login; what is typed, in order.
    Verdict run(std::initializer_list<std::string> typed = {}) {
        for (const std::string& text : typed) conversation.answers.push_back({text});
        Verdict verdict;
        authenticate(request, policy,
                     {accounts, directory, pins, limits, recovery, conversation, audit, clock},
                     verdict);
        return verdict;
    }

    [[nodiscard]] unsigned messages() const {
        unsigned count = 0;
        for (const std::string& call : pins.calls)
            if (!call.starts_with("verify ")) ++count;
        return count;
    }

    FixedClock clock;
    MemoryAccounts accounts;
    MemoryDirectory directory;
    MemoryPinService pins;
    MemoryLimitStore limits;
    MemoryRecoveryCodes recovery;
    ScriptedConversation conversation;
    RecordingAuditLog audit;
    LoginPolicy policy;
    LoginRequest request{"alice", false, "", false, "7F3A2C"};
};

}  // namespace infobip_otp::testing
