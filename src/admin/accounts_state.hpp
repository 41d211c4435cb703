// SPDX-License-Identifier: MIT
// AccountsState: what a command needs to look after the state of accounts.
#pragma once

#include <memory>
#include <string>

#include "admin/command.hpp"
#include "audit/syslog_audit_log.hpp"
#include "base/system_clock.hpp"
#include "config/settings.hpp"
#include "infobip_otp/events.hpp"
#include "limits/file_limit_store.hpp"
#include "recovery/file_recovery_codes.hpp"

namespace infobip_otp::admin {

// Says what went wrong on stderr, behind the program's name, and returns `status`; without root's
// rights says so and returns EX_NOPERM.
int fail(int status, const std::string& message);

// Says that this system has no such account, and returns EX_NOUSER.
int fail_without_account(const std::string& shown);

// Where nothing was set up yet: what to do first. Else empty. `conf` as in Invocation.
[[nodiscard]] std::string first_steps(const std::string& conf);

// The newest day, of those on record, with a right code: days since 1970-01-01; 0: there is none.
[[nodiscard]] std::uint32_t last_login_day(const AccountRecord& record);

// The stores over the folder that the settings name.
class AccountsState {
  public:
    // nullptr: the settings cannot be read; fail() was called and `status` is what to return.
    static std::unique_ptr<AccountsState> open(const Invocation& invocation, int& status);

    explicit AccountsState(Settings settings);
    AccountsState(const AccountsState&) = delete;
    AccountsState& operator=(const AccountsState&) = delete;

    // pw_name of an account that this system knows, which may be spelled otherwise; any other name
    // as it is, so that what an account left behind can be looked after.
    struct Name {
        std::string name;
        bool known = false;
    };
    Result<Name> account(const std::string& typed);

    // The administrator's act, in the log of the logins.
    void record(Event event, const std::string& account, std::vector<AuditField> fields);

    Settings settings;
    SystemClock clock;
    SyslogAuditLog audit;
    FileLimitStore limits;
    FileRecoveryCodes recovery;
};

}  // namespace infobip_otp::admin
