// SPDX-License-Identifier: MIT
// PamResult: what a PAM module answers, by the names that pam.conf(5) gives the codes.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace infobip_otp::stack {

// In the order of Linux-PAM's <security/_pam_types.h>: the number is the code.
enum class PamResult : unsigned char {
    success,
    open_err,
    symbol_err,
    service_err,
    system_err,
    buf_err,
    perm_denied,
    auth_err,
    cred_insufficient,
    authinfo_unavail,
    user_unknown,
    maxtries,
    new_authtok_reqd,
    acct_expired,
    session_err,
    cred_unavail,
    cred_expired,
    cred_err,
    no_module_data,
    conv_err,
    authtok_err,
    authtok_recover_err,
    authtok_lock_busy,
    authtok_disable_aging,
    try_again,
    ignore,
    abort,
    authtok_expired,
    module_unknown,
    bad_item,
    conv_again,
    incomplete,
};

inline constexpr std::size_t pam_results = 32;

// "perm_denied": as it stands before the "=" of a control.
[[nodiscard]] std::string_view word(PamResult result);
[[nodiscard]] std::optional<PamResult> read_pam_result(std::string_view word);

}  // namespace infobip_otp::stack
