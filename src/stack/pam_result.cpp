// SPDX-License-Identifier: MIT
// The names of the codes.
#include "stack/pam_result.hpp"

#include <algorithm>
#include <iterator>

namespace infobip_otp::stack {
namespace {

constexpr std::string_view result_words[] = {
    "success",
    "open_err",
    "symbol_err",
    "service_err",
    "system_err",
    "buf_err",
    "perm_denied",
    "auth_err",
    "cred_insufficient",
    "authinfo_unavail",
    "user_unknown",
    "maxtries",
    "new_authtok_reqd",
    "acct_expired",
    "session_err",
    "cred_unavail",
    "cred_expired",
    "cred_err",
    "no_module_data",
    "conv_err",
    "authtok_err",
    "authtok_recover_err",
    "authtok_lock_busy",
    "authtok_disable_aging",
    "try_again",
    "ignore",
    "abort",
    "authtok_expired",
    "module_unknown",
    "bad_item",
    "conv_again",
    "incomplete",
};
static_assert(std::size(result_words) == pam_results);

}  // namespace

std::string_view word(PamResult result) {
    return result_words[static_cast<std::size_t>(result)];
}

std::optional<PamResult> read_pam_result(std::string_view text) {
    const auto* const found = std::find(std::begin(result_words), std::end(result_words), text);
    if (found == std::end(result_words)) return std::nullopt;
    return static_cast<PamResult>(found - std::begin(result_words));
}

}  // namespace infobip_otp::stack
