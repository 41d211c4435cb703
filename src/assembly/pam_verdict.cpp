// SPDX-License-Identifier: MIT
// PAM codes.
#include "assembly/pam_verdict.hpp"

#include <security/_pam_types.h>

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
    switch (result.verdict.cause) {
        case Cause::no_phone:
        case Cause::unknown_account: return PAM_USER_UNKNOWN;
        case Cause::conversation_gone: return PAM_CONV_ERR;
        case Cause::number_malformed:
        case Cause::helper_unusable:
        case Cause::settings:
        case Cause::key_file:
        case Cause::users_file:
        case Cause::accounts:
        case Cause::state_folder: return PAM_SERVICE_ERR;
        case Cause::out_of_memory: return PAM_BUF_ERR;
        case Cause::bug: return PAM_SYSTEM_ERR;
        case Cause::tries_used_up:
        case Cause::expired:
        case Cause::unanswered_per_user:
        case Cause::sends_per_user:
        case Cause::sends_per_host:
        case Cause::failures_per_user:
        case Cause::resend_wait:
        case Cause::country_refused:
        case Cause::first_factor_missing:
        case Cause::key_refused:
        case Cause::forbidden:
        case Cause::request_refused:
        case Cause::throttled:
        case Cause::not_sent:
        case Cause::provider_rejected:
        case Cause::provider_fault:
        case Cause::not_reached:
        case Cause::not_resolved:
        case Cause::no_answer:
        case Cause::not_trusted:
        case Cause::not_understood:
        case Cause::helper_failed: return stop(result);
        // Causes of grants and exemptions explain no denial.
        case Cause::code_accepted:
        case Cause::recovery_code_accepted:
        case Cause::unreachable_allowed:
        case Cause::exempt_group:
        case Cause::no_phone_ignored: return PAM_SYSTEM_ERR;
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
