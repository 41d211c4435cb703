// SPDX-License-Identifier: MIT
// FileLimitStore: LimitStore in one small file per account.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/folder.hpp"
#include "infobip_otp/audit_log.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/limit_store.hpp"
#include "limits/account_ledger.hpp"
#include "limits/account_record.hpp"
#include "limits/host_record.hpp"
#include "limits/host_sends.hpp"
#include "limits/limit_settings.hpp"

namespace infobip_otp {

// The folder is made (0700) by the first call that counts; its files are in docs/formats.md. A
// record is written before the call returns, so that no kill undoes it. A message waits until that
// is on the disk; the rest is on its way there (docs/decisions/0003-what-waits-for-the-disk.md).
// The record is locked for the length of the call; whoever waits for it more than 2 s gets an
// Error. `audit` hears of a record that could not be read.
class FileLimitStore final : public LimitStore {
  public:
    // `while_syncing` is called within spend_send once a message is granted and written, while the
    // disk takes it and without the lock: for what the message will need. It must not use this
    // store.
    FileLimitStore(
        std::string state_dir, LimitSettings limits, Clock& clock, AuditLog& audit,
        std::function<void()> while_syncing = [] {});

    [[nodiscard]] Result<Allowance> spend_send(std::string_view account,
                                               const Announcement& announce) override;
    [[nodiscard]] Result<void> give_back_send(std::string_view account) override;
    [[nodiscard]] Result<Allowance> spend_failure(std::string_view account,
                                                  const Announcement& announce) override;
    [[nodiscard]] Result<void> give_back_failure(std::string_view account) override;
    [[nodiscard]] Result<void> succeed(std::string_view account, RightCode code,
                                       const Unseen& told) override;

    // For the administrator. Every account that has a record, in no order.
    Result<std::vector<std::string>> accounts() const;

    // The record as it is, without a lock; nullopt: the account has none.
    Result<std::optional<AccountRecord>> look(std::string_view account) const;

    // Whether sends_per_host leaves room for a message.
    Result<Allowance> look_at_host() const;

    // As if nothing had been sent and no code had been wrong; the counts of the days stay, and what
    // the owner is to be told.
    Result<void> reset(std::string_view account);

  private:
    Result<std::optional<AccountLedger>> hold(const Folder& folder, std::string_view account,
                                              IfMissing if_missing) const;
    Result<Allowance> spend_own_send(const Folder& folder, std::string_view account,
                                     const Allowance& host, const Announcement& announce);
    Unseen news_in(const AccountRecord& record);
    Result<void> save_send(AccountLedger& ledger) const;
    Result<void> give_back_own_send(const Folder& folder, std::string_view account);
    Result<Allowance> ask_host(const Folder& folder) const;
    Result<Added> tell_host(const Folder& folder, HostEntry entry) const;

    std::string state_dir_;
    LimitSettings limits_;
    Clock& clock_;
    AuditLog& audit_;
    std::function<void()> while_syncing_;
    std::optional<WallTime> last_send_;  // of this store, neither taken back nor answered
    bool host_knows_ = false;            // the last send is on the machine's list
    std::optional<WallTime> last_failure_;
    Unseen own_;   // what this store has counted and not taken back; without times
    Unseen news_;  // what it has said last of others' doings
};

}  // namespace infobip_otp
