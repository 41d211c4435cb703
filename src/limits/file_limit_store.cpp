// SPDX-License-Identifier: MIT
// FileLimitStore.
#include "limits/file_limit_store.hpp"

#include <utility>

#include "base/account_file.hpp"
#include "infobip_otp/events.hpp"
#include "limits/account_limits.hpp"

namespace infobip_otp {

FileLimitStore::FileLimitStore(std::string state_dir, LimitSettings limits, Clock& clock,
                               AuditLog& audit, std::function<void()> while_syncing)
    : state_dir_(std::move(state_dir)),
      limits_(std::move(limits)),
      clock_(clock),
      audit_(audit),
      while_syncing_(std::move(while_syncing)) {}

Result<std::optional<AccountLedger>> FileLimitStore::hold(const Folder& folder,
                                                          std::string_view account,
                                                          IfMissing if_missing) const {
    if (const auto setting = beyond_counting(limits_))
        return Error{std::string(*setting) + " can count to " + std::to_string(most_counted) +
                     " at most: lower it in the settings file"};
    return AccountLedger::open(folder, account, limits_, if_missing, clock_, audit_);
}

// The host's list is read before the account is locked and written after that, so that nobody who
// stops a login keeps more than that one account waiting.
Result<Allowance> FileLimitStore::spend_send(std::string_view account,
                                             const Announcement& announce) {
    last_send_.reset();
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    auto host = ask_host(*folder);
    if (!host) return host;
    auto allowance = spend_own_send(*folder, account, *host, announce);
    if (!allowance || !allowance->granted()) return allowance;
    const auto told = tell_host(*folder, HostEntry::send);
    if (!told) {
        // Nothing is sent: once the list is put right, the account must not be at its limit.
        if (auto given_back = give_back_own_send(*folder, account); !given_back)
            return given_back.error();
        return told.error();
    }
    host_knows_ = *told == Added::on_list;
    return allowance;
}

Result<Allowance> FileLimitStore::spend_own_send(const Folder& folder, std::string_view account,
                                                 const Allowance& host,
                                                 const Announcement& announce) {
    auto ledger = hold(folder, account, IfMissing::make);
    if (!ledger) return ledger.error();
    AccountRecord& record = (*ledger)->record();
    const WallTime now = (*ledger)->now();
    Allowance allowance = may_send(record, limits_, now);
    if (host.wait > allowance.wait) allowance = host;
    allowance.unseen = news_in(record);
    if (allowance.granted()) {
        if (announce) announce();
        add_send(record, now);
    } else {
        add_refusal(record, allowance.refused_by, now);
    }
    const auto saved =
        allowance.granted() ? save_send(**ledger) : (*ledger)->save(Durability::on_its_way);
    if (!saved) return saved.error();
    if (allowance.granted()) {
        last_send_ = now;
        ++own_.codes;
    }
    return allowance;
}

// What this store has counted itself is no news, though it has moved the times.
Unseen FileLimitStore::news_in(const AccountRecord& record) {
    Unseen news = without(record.unseen, own_);
    if (news.codes == news_.codes) news.last_code = news_.last_code;
    if (news.wrong == news_.wrong) news.last_wrong = news_.last_wrong;
    return news_ = news;
}

Result<void> FileLimitStore::save_send(AccountLedger& ledger) const {
    if (auto saved = ledger.save(Durability::on_its_way); !saved) return saved;
    // A process that is started shares the lock until its exec, and its caller may stop it there.
    ledger.unlock();
    while_syncing_();
    return ledger.sync();
}

Result<void> FileLimitStore::give_back_send(std::string_view account) {
    if (!last_send_) return {};
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    if (auto given_back = give_back_own_send(*folder, account); !given_back) return given_back;
    if (!host_knows_) return {};
    if (auto told = tell_host(*folder, HostEntry::taken_back); !told) return told.error();
    return {};
}

Result<void> FileLimitStore::give_back_own_send(const Folder& folder, std::string_view account) {
    const WallTime time = *std::exchange(last_send_, std::nullopt);
    --own_.codes;
    auto ledger = hold(folder, account, IfMissing::leave);
    if (!ledger) return ledger.error();
    if (!ledger->has_value()) return {};
    take_back_send((*ledger)->record(), time);
    return (*ledger)->save(Durability::on_its_way);
}

Result<Allowance> FileLimitStore::spend_failure(std::string_view account,
                                                const Announcement& announce) {
    last_failure_.reset();
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    auto ledger = hold(*folder, account, IfMissing::make);
    if (!ledger) return ledger.error();
    AccountRecord& record = (*ledger)->record();
    const WallTime now = (*ledger)->now();
    Allowance allowance = may_fail(record, limits_, now);
    allowance.unseen = news_in(record);
    if (allowance.granted()) {
        if (announce) announce();
        add_failure(record, now);
    } else {
        add_refusal(record, allowance.refused_by, now);
    }
    if (auto saved = (*ledger)->save(Durability::on_its_way); !saved) return saved.error();
    if (allowance.granted()) {
        last_failure_ = now;
        ++own_.wrong;
    }
    return allowance;
}

Result<void> FileLimitStore::give_back_failure(std::string_view account) {
    if (!last_failure_) return {};
    const WallTime time = *std::exchange(last_failure_, std::nullopt);
    --own_.wrong;
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    auto ledger = hold(*folder, account, IfMissing::leave);
    if (!ledger) return ledger.error();
    if (!ledger->has_value()) return {};
    take_back_failure((*ledger)->record(), time);
    return (*ledger)->save(Durability::on_its_way);
}

Result<void> FileLimitStore::succeed(std::string_view account, RightCode code, const Unseen& told) {
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    auto ledger = hold(*folder, account, IfMissing::leave);
    if (!ledger) return ledger.error();
    if (!ledger->has_value()) return {};
    AccountRecord& record = (*ledger)->record();
    if (code == RightCode::sent) {
        const Unseen left = without(without(record.unseen, own_), told);
        // The code that was written down as wrong before it was checked was the right one.
        if (last_failure_) take_back_failure(record, *last_failure_);
        record.unseen = left;
        own_ = {};
    }
    last_failure_.reset();
    last_send_.reset();
    add_success(record, (*ledger)->now());
    return (*ledger)->save(Durability::on_its_way);
}

Result<Allowance> FileLimitStore::ask_host(const Folder& folder) const {
    if (limits_.sends_per_host.empty()) return Allowance{};
    return HostSends(folder, limits_.sends_per_host).may_send(clock_.wall());
}

Result<Added> FileLimitStore::tell_host(const Folder& folder, HostEntry entry) const {
    if (limits_.sends_per_host.empty()) return Added::on_list;
    auto added = HostSends(folder, limits_.sends_per_host).add({entry, clock_.wall()});
    if (added && *added == Added::no_room)
        audit_.record(
            line_of(Event::host_uncounted,
                    {{"folder", folder.path_of("")},
                     {"cause", "no space left on the disk"},
                     {"now", "sends_per_host does not count; the limits of accounts do"}}));
    return added;
}

Result<std::vector<std::string>> FileLimitStore::accounts() const {
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    auto names = folder->names();
    if (!names) return names.error();
    std::vector<std::string> accounts;
    for (const std::string& name : *names)
        if (auto account = account_of(name, limits_kind)) accounts.push_back(std::move(*account));
    return accounts;
}

Result<std::optional<AccountRecord>> FileLimitStore::look(std::string_view account) const {
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    return AccountLedger::look(*folder, account);
}

Result<Allowance> FileLimitStore::look_at_host() const {
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    return ask_host(*folder);
}

Result<void> FileLimitStore::reset(std::string_view account) {
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    return AccountLedger::reset(*folder, account, clock_);
}

}  // namespace infobip_otp
