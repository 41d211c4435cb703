// SPDX-License-Identifier: MIT
// The sentences.
#include "admin/cause_words.hpp"

namespace infobip_otp::admin {

CauseWords words_of(Cause cause) {
    switch (cause) {
        case Cause::code_accepted: return {"The right code was typed.", ""};
        case Cause::recovery_code_accepted:
            return {"A recovery code was typed.",
                    "Find out why the phone was not at hand; a new set: infobip-otp recovery new."};
        case Cause::unreachable_allowed:
            return {
                "Infobip cannot be reached, and when_unreachable = allow lets remote people in.",
                "Find the outage: infobip-otp check."};
        case Cause::exempt_group:
            return {"The account is in one of exempt_groups and is asked for no code.", ""};
        case Cause::no_phone_ignored:
            return {
                "The account has no phone, and users_without_phone = ignore asks it for no code.",
                "infobip-otp user add ACCOUNT NUMBER"};
        case Cause::tries_used_up:
            return {"No answer was the right code, and no tries are left.",
                    "If it happens often to one account somebody has its password: change it. If "
                    "codes arrive late raise login_timeout; if the log says provider_failed, look "
                    "at its detail."};
        case Cause::expired:
            return {"The answer came after code_lifetime or login_timeout.",
                    "See that messages arrive in time; pinTimeToLive of the application must not "
                    "be below code_lifetime."};
        case Cause::unanswered_per_user:
            return {"Too many messages were sent that no right code followed.",
                    "Somebody has the password, or the phone is lost: a recovery code lets in, "
                    "infobip-otp limits reset ACCOUNT starts anew."};
        case Cause::sends_per_user:
            return {"The account has had as many messages as sends_per_user allows.",
                    "Find the program that logs in so often, or raise the limit; infobip-otp "
                    "limits reset ACCOUNT starts anew."};
        case Cause::sends_per_host:
            return {"This machine has sent as many messages as sends_per_host allows.",
                    "Find who logs in so often (infobip-otp usage), or raise the limit."};
        case Cause::failures_per_user:
            return {"Too many wrong codes were typed.",
                    "Somebody has the password: change it. infobip-otp limits reset ACCOUNT starts "
                    "anew."};
        case Cause::resend_wait:
            return {"The last message is younger than resend_wait.",
                    "Wait for it; infobip-otp limits show ACCOUNT says how long."};
        case Cause::no_phone:
            return {"The account has no line in the users file.",
                    "infobip-otp user add ACCOUNT NUMBER"};
        case Cause::unknown_account:
            return {"This system knows no such account.",
                    "Put a first factor before our line that ends there: auth requisite "
                    "pam_unix.so."};
        case Cause::number_malformed:
            return {"The account's line in the users file cannot be used.",
                    "Correct it: infobip-otp user add ACCOUNT NUMBER."};
        case Cause::country_refused:
            return {"The number is in none of the countries that the settings allow.",
                    "Add the country to countries, or correct the number."};
        case Cause::first_factor_missing:
            return {"require_first_factor = publickey, and sshd has seen no key in this login.",
                    "AuthenticationMethods publickey,keyboard-interactive:pam in sshd; "
                    "infobip-otp doctor sshd."};
        case Cause::conversation_gone:
            return {"Nobody answered the prompt: the line was cut, or the program cannot ask.",
                    "Where the log says hint=PasswordAuthentication: PasswordAuthentication no in "
                    "sshd; infobip-otp doctor sshd."};
        case Cause::key_refused:
            return {"Infobip does not take the API key.", "Look at api_key_file and base_url."};
        case Cause::forbidden:
            return {"Infobip does not let this key do it.",
                    "Look at the key's scope (2fa:pin:send), the sender and the country."};
        case Cause::request_refused:
            return {"Infobip refuses the number or the ids.",
                    "Look at application_id, message_id, sender and the number."};
        case Cause::throttled:
            return {"Infobip takes no more requests for now.",
                    "Raise the limits of the application."};
        case Cause::not_sent:
            return {"Infobip could not send to this phone.",
                    "Look at the number; ask the person's operator."};
        case Cause::provider_rejected:
            return {"Infobip refused the request.", "Look at status and detail in the log."};
        case Cause::provider_fault:
            return {"Infobip answered with a fault of its own.", "See status.infobip.com."};
        case Cause::not_reached:
            return {"Infobip cannot be reached.",
                    "Look at network, firewall and base_url: infobip-otp check."};
        case Cause::not_resolved:
            return {"The name in base_url, or in proxy, has no address, which is no outage.",
                    "Look at the name, and at this machine's name servers: infobip-otp check."};
        case Cause::no_answer:
            return {"Infobip did not answer in time.",
                    "Look at the network and at request_timeout: infobip-otp check."};
        case Cause::not_trusted:
            return {
                "The certificate of whoever answered for Infobip is not trusted.",
                "Look at base_url, ca_path, ca_file and the clock; somebody may be in between."};
        case Cause::not_understood:
            return {"What answered is not Infobip's 2FA API.",
                    "Look at base_url, and for a gateway in between."};
        case Cause::helper_unusable:
            return {"The helper could not be started.",
                    "See that it is installed, owner and mode, and the account _infobip-otp: "
                    "infobip-otp check."};
        case Cause::helper_failed:
            return {"The helper ended or stopped before it had answered.",
                    "Look at the setting helper, at memory, and at who ends processes of "
                    "_infobip-otp."};
        case Cause::settings:
            return {"The settings cannot be used.", "Mend the line that is named."};
        case Cause::key_file:
            return {"The key file cannot be used.", "Mend the file that is named."};
        case Cause::users_file:
            return {"The users file cannot be used.", "Mend the file that is named."};
        case Cause::accounts:
            return {"The accounts of this machine could not be asked.",
                    "Look at nsswitch.conf, sssd and nscd."};
        case Cause::state_folder:
            return {"The state folder cannot be used.",
                    "Look at owner, mode and space of state_dir."};
        case Cause::out_of_memory:
            return {"There was no memory.", "Look at the limits of the service."};
        case Cause::bug:
            return {"This is a bug of the module.", "Report it, with the detail of the log."};
    }
    return {};
}

std::optional<Cause> read_cause(std::string_view text) {
    for (int number = 0; number <= static_cast<int>(Cause::bug); ++number)
        if (word(static_cast<Cause>(number)) == text) return static_cast<Cause>(number);
    return std::nullopt;
}

}  // namespace infobip_otp::admin
