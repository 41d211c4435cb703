// SPDX-License-Identifier: MIT
// AccountLimits: may this account have one more, and what one more does to its record; no I/O.
#pragma once

#include <optional>
#include <string_view>

#include "infobip_otp/limit_store.hpp"
#include "limits/account_record.hpp"
#include "limits/limit_settings.hpp"

namespace infobip_otp {

// The limit that keeps this account waiting longest.
[[nodiscard]] Allowance may_send(const AccountRecord& record, const LimitSettings& limits,
                                 WallTime now);
[[nodiscard]] Allowance may_fail(const AccountRecord& record, const LimitSettings& limits,
                                 WallTime now);

void add_send(AccountRecord& record, WallTime now);
void add_failure(AccountRecord& record, WallTime now);
void add_refusal(AccountRecord& record, Limit limit, WallTime now);

// Takes the entry of `time` back; an entry that is not there any more (a success came between)
// leaves the rest as it is.
void take_back_send(AccountRecord& record, WallTime time);
void take_back_failure(AccountRecord& record, WallTime time);

// The right code: failures and unanswered sends are forgotten, and resend_wait with them.
void add_success(AccountRecord& record, WallTime now);

// `all` without `part`, at least nothing; a time goes with the last of its count.
[[nodiscard]] Unseen without(Unseen all, const Unseen& part);

// Entries from the future (a clock that was set back) are moved back for good, the newest of them
// to now: otherwise they would count as now until their own time has come, perhaps a year later.
// Their distances stay, or the messages of a week would be those of one day. Nothing becomes older
// than it is while the clock between two entries went on at its pace, nor than what was entered
// before.
void settle(AccountRecord& record, WallTime now);

// What stands for a record that cannot be read: at each limit, for one window (the shortest).
[[nodiscard]] AccountRecord at_its_limits(const LimitSettings& limits, WallTime now);

// The name of the setting that a limit comes from; "none".
[[nodiscard]] std::string_view setting_of(Limit limit);

// The setting that asks for more than a record can count; nullopt: none does.
[[nodiscard]] std::optional<const char*> beyond_counting(const LimitSettings& limits);

}  // namespace infobip_otp
