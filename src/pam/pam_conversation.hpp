// SPDX-License-Identifier: MIT
// PamConversation: Conversation over pam_prompt(3).
#pragma once

#include <security/pam_modules.h>

#include "infobip_otp/conversation.hpp"

namespace infobip_otp {

// One message at a time. PAM_SILENT is not asked: sudo always passes it, and would hide where the
// code went (docs/hosts.md section 3). What the application hands over is wiped before it is freed.
class PamConversation final : public Conversation {
  public:
    explicit PamConversation(pam_handle_t* pamh) : pamh_(pamh) {}

    void tell(std::string_view line) override;
    [[nodiscard]] std::optional<Secret> ask(std::string_view prompt) override;

  private:
    pam_handle_t* pamh_;
};

// The last words of a login that an exception ended, with its reference, where there is a request
// id. Allocates nothing, and lets nothing out that the host's own function throws. One line: a
// prompt behind it would wait for somebody.
void tell_of_fault(pam_handle_t* pamh, const char* request);

}  // namespace infobip_otp
