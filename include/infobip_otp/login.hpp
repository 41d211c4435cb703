// SPDX-License-Identifier: MIT
// authenticate(): one login, from the account's name to the verdict.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "infobip_otp/account_database.hpp"
#include "infobip_otp/answer.hpp"
#include "infobip_otp/audit_log.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/conversation.hpp"
#include "infobip_otp/limit_store.hpp"
#include "infobip_otp/pin_service.hpp"
#include "infobip_otp/recovery_codes.hpp"
#include "infobip_otp/user_directory.hpp"
#include "infobip_otp/verdict.hpp"

namespace infobip_otp {

enum class WithoutPhone { deny, ignore };
enum class WhenUnreachable { deny, allow };
enum class FirstFactor { any, publickey };

// What the settings say about a login; the names are theirs (infobip-otp.conf).
struct LoginPolicy {
    CodeShape code;
    std::chrono::milliseconds code_lifetime = std::chrono::minutes(5);
    std::chrono::milliseconds login_timeout = std::chrono::seconds(110);
    unsigned tries = 3;
    unsigned resends = 2;
    std::chrono::milliseconds verify_pause = std::chrono::seconds(3);
    WithoutPhone users_without_phone = WithoutPhone::deny;
    WhenUnreachable when_unreachable = WhenUnreachable::deny;
    // An outage lets nobody in before every exchange of the machine has failed for so long.
    std::chrono::milliseconds unreachable_after = std::chrono::minutes(1);
    FirstFactor require_first_factor = FirstFactor::any;
    std::vector<std::string> exempt_groups;
    std::vector<std::string> countries;  // empty: all; else prefixes such as "+41"
    bool recovery_first = false;
};

// Who is at the door, as the host (sshd, sudo) says it.
struct LoginRequest {
    std::string user;                   // PAM_USER as it was typed
    bool from_another_machine = false;  // PAM_RHOST is an address, and none of this machine's
    std::string ssh_auth_info;  // SSH_AUTH_INFO_0 of the PAM environment: the factors passed before
    bool in_sshd = false;       // PAM_TTY is "ssh"
    std::string reference;      // shown with every refusal: first characters of the request id
};

// The outside world of one login. Nothing is owned.
struct LoginPorts {
    AccountDatabase& accounts;
    UserDirectory& directory;
    PinService& pins;
    LimitStore& limits;
    RecoveryCodes& recovery;
    Conversation& conversation;
    AuditLog& audit;
    Clock& clock;
};

// Runs the login. `verdict` starts as a denial and is kept true at each step, so that it holds
// even when an exception (out of memory, a bug) ends the call. Writes one verdict line to the log
// unless an exception ends the call.
void authenticate(const LoginRequest& request, const LoginPolicy& policy, const LoginPorts& ports,
                  Verdict& verdict);

// A refusal before the login could begin (settings): tells the person, lets them read it
// and writes the verdict line.
void refuse_unstarted(const LoginRequest& request, Cause cause, Conversation& conversation,
                      AuditLog& audit, Verdict& verdict);

}  // namespace infobip_otp
