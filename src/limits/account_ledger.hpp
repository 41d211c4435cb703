// SPDX-License-Identifier: MIT
// AccountLedger: the record of one account, held under its lock.
#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "base/locked_file.hpp"
#include "base/slot_file.hpp"
#include "infobip_otp/audit_log.hpp"
#include "limits/account_record.hpp"
#include "limits/limit_settings.hpp"

namespace infobip_otp {

enum class IfMissing { make, leave };

class AccountLedger {
  public:
    // Waits for the lock, at most LockedFile::longest_wait. A record that cannot be read is kept
    // as NAME.damaged, logged, and replaced by one that is at its limits for a window; a record of
    // a later version is an Error. nullopt: there is none, and it was to be left so.
    static Result<std::optional<AccountLedger>> open(const Folder& folder, std::string_view account,
                                                     const LimitSettings& limits,
                                                     IfMissing if_missing, Clock& clock,
                                                     AuditLog& audit);

    // The record without a lock and without repair, for looking at; nullopt: there is none.
    static Result<std::optional<AccountRecord>> look(const Folder& folder,
                                                     std::string_view account);

    // Forgets every time that counts, and keeps the days and what the owner does not know of.
    // Whatever cannot be read is replaced.
    static Result<void> reset(const Folder& folder, std::string_view account, Clock& clock);

    AccountRecord& record() { return record_; }

    // When the lock was got: no entry of the record is later.
    [[nodiscard]] WallTime now() const { return now_; }

    Result<void> save(Durability durability) {
        return write_slot(file_, account_record_format, slots_, encode(record_), durability);
    }

    // Lets others have the record; it is not to be saved again.
    void unlock() const { file_.unlock(); }

    // Waits until what was saved is on the disk.
    [[nodiscard]] Result<void> sync() const { return file_.sync(); }

  private:
    AccountLedger(LockedFile file, Slots slots, AccountRecord record, WallTime now)
        : file_(std::move(file)), slots_(std::move(slots)), record_(std::move(record)), now_(now) {}

    LockedFile file_;
    Slots slots_;
    AccountRecord record_;
    WallTime now_;
};

// What the files of accounts' limits are called: HEX.limits.
inline constexpr std::string_view limits_kind = "limits";

}  // namespace infobip_otp
