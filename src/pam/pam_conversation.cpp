// SPDX-License-Identifier: MIT
// PamConversation.
#include "pam/pam_conversation.hpp"

#include <cxxabi.h>
#include <security/pam_ext.h>

#include <algorithm>
#include <cstdio>
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

void tell_of_fault(pam_handle_t* pamh, const char* request) {
    const void* item = nullptr;
    if (*request == '\0' || pam_get_item(pamh, PAM_CONV, &item) != PAM_SUCCESS || item == nullptr)
        return;
    const auto& host = *static_cast<const pam_conv*>(item);
    if (host.conv == nullptr) return;
    char line[256];
    std::snprintf(line, sizeof line,
                  "Codes cannot be sent because of a fault on this system. Tell your "
                  "administrator. (reference %.6s)",
                  request);
    const pam_message message{PAM_TEXT_INFO, line};
    const pam_message* messages = &message;
    pam_response* unasked = nullptr;
    try {
        static_cast<void>(host.conv(1, &messages, &unasked, host.appdata_ptr));
    } catch (const abi::__forced_unwind&) {
        throw;
    } catch (...) {
    }
    if (unasked == nullptr) return;
    Response(unasked->resp).reset();
    std::free(unasked);
}

}  // namespace infobip_otp
