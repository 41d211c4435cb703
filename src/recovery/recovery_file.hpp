// SPDX-License-Identifier: MIT
// RecoveryFile: the recovery codes of one account, held under their lock.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/locked_file.hpp"
#include "recovery/recovery_record.hpp"

namespace infobip_otp {

// What the files of recovery codes are called: HEX.recovery.
inline constexpr std::string_view recovery_kind = "recovery";

class RecoveryFile {
  public:
    // nullopt: the account has none.
    static Result<std::optional<RecoveryFile>> open(const Folder& folder, const std::string& name,
                                                    Clock& clock);

    // The record without the lock, for counting.
    static Result<std::optional<RecoveryRecord>> look(const Folder& folder,
                                                      const std::string& name);

    // Makes the file, or takes the place of what it held, readable or not.
    static Result<void> put(const Folder& folder, const std::string& name,
                            const RecoveryRecord& record, Clock& clock);

    RecoveryRecord& record() { return record_; }

    Result<void> save(Durability durability) {
        return write_slot(file_, recovery_record_format, slots_, encode(record_), durability);
    }

  private:
    RecoveryFile(LockedFile file, Slots slots)
        : file_(std::move(file)),
          slots_(std::move(slots)),
          record_(decode_recovery_record(slots_.payload)) {}

    LockedFile file_;
    Slots slots_;
    RecoveryRecord record_;
};

}  // namespace infobip_otp
