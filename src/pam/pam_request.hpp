// SPDX-License-Identifier: MIT
// PAM request: who is at the door, read from the PAM items once.
#pragma once

#include <security/pam_modules.h>

#include <optional>
#include <string>

#include "audit/audit_line.hpp"
#include "infobip_otp/login.hpp"

namespace infobip_otp {

struct PamRequest {
    LoginRequest login;
    AuditContext audit;
};

// The service's name; "" where the host names none. Valid while the handle lives.
[[nodiscard]] const char* service_of(pam_handle_t* pamh) noexcept;

// Reads PAM_USER (asking for it where the host has not), PAM_RHOST, PAM_TTY and SSH_AUTH_INFO_0,
// and makes the request id. nullopt: no name could be had.
[[nodiscard]] std::optional<PamRequest> read_request(pam_handle_t* pamh);

}  // namespace infobip_otp
