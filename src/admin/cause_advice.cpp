// SPDX-License-Identifier: MIT
// The table of advice.
#include "admin/cause_advice.hpp"

#include <sysexits.h>

#include "infobip_otp/causes.hpp"
#include "infobip_otp/table.hpp"

namespace infobip_otp::admin {
namespace {

constexpr CauseAdvice advice_rows[] = {
    {Cause::code_accepted, "The right code was typed.", "", EX_NOPERM},
    {Cause::recovery_code_accepted, "A recovery code was typed.",
     "Find out why the phone was not at hand; a new set: infobip-otp recovery new.", EX_NOPERM},
    {Cause::unreachable_allowed,
     "Infobip cannot be reached, and when_unreachable = allow lets remote people in.",
     "Find the outage: infobip-otp check.", EX_NOPERM},
    {Cause::exempt_group, "The account is in one of exempt_groups and is asked for no code.", "",
     EX_NOPERM},
    {Cause::no_phone_ignored,
     "The account has no phone, and users_without_phone = ignore asks it for no code.",
     "infobip-otp user add ACCOUNT NUMBER", EX_NOPERM},
    {Cause::tries_used_up, "No answer was the right code, and no tries are left.",
     "If it happens often to one account somebody has its password: change it. If codes arrive "
     "late raise login_timeout; if the log says provider_failed, look at its detail.",
     EX_NOPERM},
    {Cause::expired, "The answer came after code_lifetime or login_timeout.",
     "See that messages arrive in time; pinTimeToLive of the application must not be below "
     "code_lifetime.",
     EX_NOPERM},
    {Cause::unanswered_per_user, "Too many messages were sent that no right code followed.",
     "Somebody has the password, or the phone is lost: a recovery code lets in, infobip-otp limits "
     "reset ACCOUNT starts anew.",
     EX_TEMPFAIL},
    {Cause::sends_per_user, "The account has had as many messages as sends_per_user allows.",
     "Find the program that logs in so often, or raise the limit; infobip-otp limits reset ACCOUNT "
     "starts anew.",
     EX_TEMPFAIL},
    {Cause::sends_per_host, "This machine has sent as many messages as sends_per_host allows.",
     "Find who logs in so often (infobip-otp usage), or raise the limit.", EX_TEMPFAIL},
    {Cause::failures_per_user, "Too many wrong codes were typed.",
     "Somebody has the password: change it. infobip-otp limits reset ACCOUNT starts anew.",
     EX_TEMPFAIL},
    {Cause::resend_wait, "The last message is younger than resend_wait.",
     "Wait for it; infobip-otp limits show ACCOUNT says how long.", EX_TEMPFAIL},
    {Cause::no_phone, "The account has no line in the users file.",
     "infobip-otp user add ACCOUNT NUMBER", EX_NOPERM},
    {Cause::unknown_account, "This system knows no such account.",
     "Put a first factor before our line that ends there: auth requisite pam_unix.so.", EX_NOPERM},
    {Cause::number_malformed, "The account's line in the users file cannot be used.",
     "Correct it: infobip-otp user add ACCOUNT NUMBER.", EX_NOPERM},
    {Cause::country_refused, "The number is in none of the countries that the settings allow.",
     "Add the country to countries, or correct the number.", EX_NOPERM},
    {Cause::first_factor_missing,
     "require_first_factor = publickey, and sshd has seen no key in this login.",
     "AuthenticationMethods publickey,keyboard-interactive:pam in sshd; infobip-otp doctor sshd.",
     EX_NOPERM},
    {Cause::conversation_gone,
     "Nobody answered the prompt: the line was cut, or the program cannot ask.",
     "Where the log says hint=PasswordAuthentication: PasswordAuthentication no in sshd; "
     "infobip-otp doctor sshd.",
     EX_NOPERM},
    {Cause::key_refused, "Infobip does not take the API key.", "Look at api_key_file and base_url.",
     EX_CONFIG},
    {Cause::forbidden, "Infobip does not let this key do it.",
     "Look at the key's scope (2fa:pin:send), the sender and the country.", EX_NOPERM},
    {Cause::request_refused, "Infobip refuses the number or the ids.",
     "Look at application_id, message_id, sender and the number.", EX_NOPERM},
    {Cause::throttled, "Infobip takes no more requests for now.",
     "Raise the limits of the application.", EX_TEMPFAIL},
    {Cause::not_sent, "Infobip could not send to this phone.",
     "Look at the number; ask the person's operator.", EX_NOPERM},
    {Cause::provider_rejected, "Infobip refused the request.",
     "Look at status and detail in the log.", EX_NOPERM},
    {Cause::provider_fault, "Infobip answered with a fault of its own.", "See status.infobip.com.",
     EX_UNAVAILABLE},
    {Cause::not_reached, "Infobip cannot be reached.",
     "Look at network, firewall and base_url: infobip-otp check.", EX_UNAVAILABLE},
    {Cause::not_resolved, "The name in base_url, or in proxy, has no address, which is no outage.",
     "Look at the name, and at this machine's name servers: infobip-otp check.", EX_UNAVAILABLE},
    {Cause::no_answer, "Infobip did not answer in time.",
     "Look at the network and at request_timeout: infobip-otp check.", EX_UNAVAILABLE},
    {Cause::not_trusted, "The certificate of whoever answered for Infobip is not trusted.",
     "Look at base_url, ca_path, ca_file and the clock; somebody may be in between.", EX_NOPERM},
    {Cause::not_understood, "What answered is not Infobip's 2FA API.",
     "Look at base_url, and for a gateway in between.", EX_NOPERM},
    {Cause::helper_unusable, "The helper could not be started.",
     "See that it is installed, owner and mode, and the account _infobip-otp: infobip-otp check.",
     EX_CONFIG},
    {Cause::helper_failed, "The helper ended or stopped before it had answered.",
     "Look at the setting helper, at memory, and at who ends processes of _infobip-otp.",
     EX_NOPERM},
    {Cause::settings, "The settings cannot be used.", "Mend the line that is named.", EX_CONFIG},
    {Cause::key_file, "The key file cannot be used.", "Mend the file that is named.", EX_CONFIG},
    {Cause::users_file, "The users file cannot be used.", "Mend the file that is named.",
     EX_CONFIG},
    {Cause::accounts, "The accounts of this machine could not be asked.",
     "Look at nsswitch.conf, sssd and nscd.", EX_NOPERM},
    {Cause::state_folder, "The state folder cannot be used.",
     "Look at owner, mode and space of state_dir.", EX_CONFIG},
    {Cause::out_of_memory, "There was no memory.", "Look at the limits of the service.", EX_NOPERM},
    {Cause::bug, "This is a bug of the module.", "Report it, with the detail of the log.",
     EX_NOPERM},
};
static_assert(is_complete<advice_rows, &CauseAdvice::cause>());

}  // namespace

const CauseAdvice& advice_of(Cause cause) {
    return advice_rows[static_cast<std::size_t>(row_of(cause).cause)];
}

std::optional<Cause> read_cause(std::string_view text) {
    for (const CauseRow& row : causes())
        if (row.word == text) return row.cause;
    return std::nullopt;
}

}  // namespace infobip_otp::admin
