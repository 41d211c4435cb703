// SPDX-License-Identifier: MIT
// Outage words.
#include "admin/outage_words.hpp"

#include "admin/time_words.hpp"

namespace infobip_otp::admin {
namespace {

std::string success_words(const OutageSeen& seen) {
    if (!seen.last_success) return "no answer is on record";
    return "the last answer came " + moment_words(*seen.last_success) +
           (seen.address.empty() ? "" : " from " + seen.address);
}

}  // namespace

std::string outage_words(const OutageSeen& seen, const Settings& settings) {
    if (!seen.first_failure) return "none on record; " + success_words(seen);
    const auto after = std::chrono::ceil<std::chrono::seconds>(settings.login.unreachable_after);
    std::string text = "every exchange has failed since " + moment_words(*seen.first_failure) +
                       ", the last one " + moment_words(*seen.last_failure) + "; " +
                       success_words(seen);
    if (settings.login.when_unreachable == WhenUnreachable::deny) return text;
    return text + (seen.lasts >= after ? "; remote logins that fail now get in without a code"
                                       : "; remote logins get in without a code in " +
                                             wait_words(after - seen.lasts));
}

}  // namespace infobip_otp::admin
