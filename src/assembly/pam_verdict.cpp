// SPDX-License-Identifier: MIT
// PAM codes.
#include "assembly/pam_verdict.hpp"

#include <security/_pam_types.h>

#include "infobip_otp/causes.hpp"

namespace infobip_otp {
namespace {

int stop(const PamVerdict& result) noexcept {
    switch (result.stop_code) {
        case StopCode::automatic: return result.in_sshd ? PAM_MAXTRIES : PAM_ABORT;
        case StopCode::maxtries: return PAM_MAXTRIES;
        case StopCode::abort: return PAM_ABORT;
        case StopCode::auth_err: return PAM_AUTH_ERR;
    }
    return PAM_ABORT;
}

int denial(const PamVerdict& result) noexcept {
    if (result.verdict.send_tried) return stop(result);
    switch (row_of(result.verdict.cause).meaning) {
        case PamMeaning::stop: return stop(result);
        case PamMeaning::user_unknown: return PAM_USER_UNKNOWN;
        case PamMeaning::no_conversation: return PAM_CONV_ERR;
        case PamMeaning::service: return PAM_SERVICE_ERR;
        case PamMeaning::memory: return PAM_BUF_ERR;
        // Causes of grants and exemptions explain no denial.
        case PamMeaning::no_denial:
        case PamMeaning::system: break;
    }
    return PAM_SYSTEM_ERR;
}

}  // namespace

int pam_code(const PamVerdict& result) noexcept {
    switch (result.verdict.ruling) {
        case Ruling::granted: return PAM_SUCCESS;
        case Ruling::exempt: return PAM_IGNORE;
        case Ruling::denied: return denial(result);
    }
    return PAM_SYSTEM_ERR;
}

}  // namespace infobip_otp
