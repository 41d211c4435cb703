// SPDX-License-Identifier: MIT
// Phone proof: a code is sent to a number and typed here.
#pragma once

#include <string>

#include "infobip_otp/conversation.hpp"
#include "infobip_otp/phone_number.hpp"

namespace infobip_otp::admin {

class AccountsState;

// The person who runs the tool: stdout, and a line of stdin for each answer.
class Terminal final : public Conversation {
  public:
    void tell(std::string_view line) override;
    [[nodiscard]] std::optional<Secret> ask(std::string_view prompt) override;
};

struct ProofResult {
    int status = 0;       // EX_OK: the right code was typed
    std::string problem;  // else what happened and what to do
};

// Through the helper and the settings that logins use; three tries. Nothing is kept or counted.
[[nodiscard]] ProofResult prove_phone(AccountsState& state, const PhoneNumber& number,
                                      Terminal& terminal);

}  // namespace infobip_otp::admin
