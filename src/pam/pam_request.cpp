// SPDX-License-Identifier: MIT
// Reading the PAM items.
#include "pam/pam_request.hpp"

#include <security/pam_ext.h>

#include <stdexcept>

#include "base/peer_address.hpp"
#include "base/random.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t request_id_bytes = 8;
constexpr std::size_t reference_length = 6;

// Far beyond what any host sets; an item of megabytes is not worth a copy.
constexpr std::size_t longest_item = 4096;

std::string item(pam_handle_t* pamh, int type) {
    const void* value = nullptr;
    if (pam_get_item(pamh, type, &value) != PAM_SUCCESS || value == nullptr) return "";
    return std::string(std::string_view(static_cast<const char*>(value)).substr(0, longest_item));
}

std::string new_request_id() {
    auto id = random_hex(request_id_bytes);
    if (!id) throw std::runtime_error(id.error().message);
    return *std::move(id);
}

}  // namespace

const char* service_of(pam_handle_t* pamh) noexcept {
    const void* service = nullptr;
    if (pam_get_item(pamh, PAM_SERVICE, &service) != PAM_SUCCESS || service == nullptr) return "";
    return static_cast<const char*>(service);
}

std::optional<PamRequest> read_request(pam_handle_t* pamh) {
    const char* user = nullptr;
    if (pam_get_user(pamh, &user, nullptr) != PAM_SUCCESS || user == nullptr) return std::nullopt;

    PamRequest request;
    request.audit.request = new_request_id();
    request.audit.user = std::string(std::string_view(user).substr(0, longest_item));
    request.audit.service = item(pamh, PAM_SERVICE);
    request.audit.remote_host = item(pamh, PAM_RHOST);
    request.audit.tty = item(pamh, PAM_TTY);

    request.login.user = request.audit.user;
    request.login.from_another_machine = is_another_machine(request.audit.remote_host);
    request.login.in_sshd = request.audit.tty == "ssh";
    request.login.reference = request.audit.request.substr(0, reference_length);
    if (const char* factors = pam_getenv(pamh, "SSH_AUTH_INFO_0"))
        request.login.ssh_auth_info = factors;
    return request;
}

}  // namespace infobip_otp
