// SPDX-License-Identifier: MIT
// The log's words for rulings and causes.
#include "infobip_otp/verdict.hpp"

namespace infobip_otp {

std::string_view word(Ruling ruling) {
    switch (ruling) {
        case Ruling::denied: return "denied";
        case Ruling::granted: return "granted";
        case Ruling::exempt: return "exempt";
    }
    return "denied";
}

std::string_view word(Cause cause) {
    switch (cause) {
        case Cause::code_accepted: return "code_accepted";
        case Cause::recovery_code_accepted: return "recovery_code_accepted";
        case Cause::unreachable_allowed: return "unreachable_allowed";
        case Cause::exempt_group: return "exempt_group";
        case Cause::no_phone_ignored: return "no_phone_ignored";
        case Cause::tries_used_up: return "tries_used_up";
        case Cause::expired: return "expired";
        case Cause::unanswered_per_user: return "unanswered_per_user";
        case Cause::sends_per_user: return "sends_per_user";
        case Cause::sends_per_host: return "sends_per_host";
        case Cause::failures_per_user: return "failures_per_user";
        case Cause::resend_wait: return "resend_wait";
        case Cause::no_phone: return "no_phone";
        case Cause::unknown_account: return "unknown_account";
        case Cause::number_malformed: return "number_malformed";
        case Cause::country_refused: return "country_refused";
        case Cause::first_factor_missing: return "first_factor_missing";
        case Cause::conversation_gone: return "conversation_gone";
        case Cause::key_refused: return "key_refused";
        case Cause::forbidden: return "forbidden";
        case Cause::request_refused: return "request_refused";
        case Cause::throttled: return "throttled";
        case Cause::not_sent: return "not_sent";
        case Cause::provider_rejected: return "provider_rejected";
        case Cause::provider_fault: return "provider_fault";
        case Cause::not_reached: return "not_reached";
        case Cause::not_resolved: return "not_resolved";
        case Cause::no_answer: return "no_answer";
        case Cause::not_trusted: return "not_trusted";
        case Cause::not_understood: return "not_understood";
        case Cause::helper_unusable: return "helper_unusable";
        case Cause::helper_failed: return "helper_failed";
        case Cause::settings: return "settings";
        case Cause::key_file: return "key_file";
        case Cause::users_file: return "users_file";
        case Cause::accounts: return "accounts";
        case Cause::state_folder: return "state_folder";
        case Cause::out_of_memory: return "out_of_memory";
        case Cause::bug: return "bug";
    }
    return "bug";
}

}  // namespace infobip_otp
