// SPDX-License-Identifier: MIT
// FileRecoveryCodes: RecoveryCodes in one small file per account.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/folder.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/recovery_codes.hpp"
#include "recovery/recovery_record.hpp"

namespace infobip_otp {

// The file (docs/formats.md) holds hashes only, and is on disk before a call returns. Its lock is
// never held while a code is hashed. A file that cannot be read is an Error; renew() replaces it.
class FileRecoveryCodes final : public RecoveryCodes {
  public:
    // `recovery_pause`: between two tries of one account, counted in whole seconds. A code that
    // begins like one of the account's is compared without it, or whoever tries without end would
    // keep the owner out (decision 0010).
    FileRecoveryCodes(std::string state_dir, std::chrono::milliseconds recovery_pause,
                      Clock& clock);

    [[nodiscard]] Result<unsigned> count(std::string_view account) override;
    [[nodiscard]] Result<RecoverySpending> spend(std::string_view account, const Secret& code,
                                                 const RecoveryAnnouncement& announce) override;

    [[nodiscard]] Result<std::optional<WallTime>> unseen_use(std::string_view account) override;
    [[nodiscard]] Result<void> mark_seen(std::string_view account) override;

    // For the administrator. A new set in place of the old one; the only time the codes exist
    // outside the person's hands.
    Result<std::vector<Secret>> renew(std::string_view account);

    // All codes of the account are void; returns how many were unused.
    Result<unsigned> revoke(std::string_view account);

  private:
    // What became of a try before anything was hashed.
    struct Try {
        std::chrono::seconds wait{0};  // not 0: too soon
        std::string hash;              // to compare with
    };

    Result<std::optional<Try>> begin_try(const Folder& folder, const std::string& name,
                                         std::string_view group,
                                         const RecoveryAnnouncement& announce);
    Result<RecoverySpending> strike_out(const Folder& folder, const std::string& name,
                                        const std::string& hash,
                                        const RecoveryAnnouncement& announce);

    std::string state_dir_;
    std::chrono::seconds recovery_pause_;
    Clock& clock_;
};

}  // namespace infobip_otp
