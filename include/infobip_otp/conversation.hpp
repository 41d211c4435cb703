// SPDX-License-Identifier: MIT
// Conversation: what the person sees and types.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "infobip_otp/secret.hpp"

namespace infobip_otp {

class Conversation {
  public:
    // What is longer is cut to one byte more than this, so that nothing can mistake it for short.
    static constexpr std::size_t longest_answer = 512;

    virtual ~Conversation() = default;

    // Shows one line of plain ASCII. sshd keeps it back until the next ask() and drops it if none
    // comes. A failure is not reported here: the ask() that follows reports it.
    virtual void tell(std::string_view line) = 0;

    // Shows `prompt` with echo on (sshd's "password" method fails at it, instead of answering with
    // the account password) and waits, without a deadline of its own. An empty, missing or NULL
    // answer is an empty Secret; nullopt: nobody answers any more.
    [[nodiscard]] virtual std::optional<Secret> ask(std::string_view prompt) = 0;
};

}  // namespace infobip_otp
