// SPDX-License-Identifier: MIT
// PamConversation.
#include "pam/pam_conversation.hpp"

#include <security/pam_ext.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

namespace infobip_otp {
namespace {

struct WipeAndFree {
    void operator()(char* response) const {
        explicit_bzero(response, std::strlen(response));
        std::free(response);
    }
};
using Response = std::unique_ptr<char, WipeAndFree>;

}  // namespace

void PamConversation::tell(std::string_view line) {
    char* response = nullptr;
    static_cast<void>(pam_prompt(pamh_, PAM_TEXT_INFO, &response, "%s", std::string(line).c_str()));
    const Response unasked(response);
}

std::optional<Secret> PamConversation::ask(std::string_view prompt) {
    char* raw = nullptr;
    const int result =
        pam_prompt(pamh_, PAM_PROMPT_ECHO_ON, &raw, "%s", std::string(prompt).c_str());
    const Response response(raw);
    if (result != PAM_SUCCESS) return std::nullopt;
    if (!response) return Secret();
    const std::size_t size = std::strlen(response.get());
    return Secret(std::string_view(response.get(), std::min(size, longest_answer + 1)));
}

}  // namespace infobip_otp
