// SPDX-License-Identifier: MIT
// AccountLedger.
#include "limits/account_ledger.hpp"

#include "base/account_file.hpp"
#include "base/file.hpp"
#include "infobip_otp/events.hpp"
#include "limits/account_limits.hpp"

namespace infobip_otp {
namespace {

Result<std::optional<LockedFile>> open_or_make(const Folder& folder, const std::string& name,
                                               IfMissing if_missing, Clock& clock) {
    for (;;) {
        auto file = LockedFile::open(folder, name, clock);
        if (!file || file->has_value() || if_missing == IfMissing::leave) return file;
        file = LockedFile::create(folder, name,
                                  new_slots(account_record_format, encode(AccountRecord{})), clock);
        if (!file)
            return Error{file.error().message + "; an account without a record needs room for one"};
        if (file->has_value()) return file;
        // Another login of the account was faster.
    }
}

Error newer_record(const std::string& path, std::uint32_t version) {
    return Error{path + " was written by a later version of pam-infobip-otp (record version " +
                 std::to_string(version) + ", known here " +
                 std::to_string(account_record_format.version) +
                 "): upgrade this host, or infobip-otp limits reset ACCOUNT"};
}

// Both steps happen under the lock of the damaged file; killed between them, the next login does
// them again.
Result<LockedFile> set_aside(const Folder& folder, const std::string& name,
                             const AccountRecord& instead, Clock& clock, AuditLog& audit) {
    audit.record(
        line_of(Event::state_damaged,
                {{"file", folder.path_of(name)},
                 {"kept_as", name + ".damaged"},
                 {"cause", "checksum or size is wrong"},
                 {"now", "the account is at its limits; infobip-otp limits reset ends that"}}));
    if (auto kept = folder.link(name, name + ".damaged"); !kept) return kept.error();
    return LockedFile::replace(folder, name, new_slots(account_record_format, encode(instead)),
                               clock);
}

}  // namespace

Result<std::optional<AccountLedger>> AccountLedger::open(const Folder& folder,
                                                         std::string_view account,
                                                         const LimitSettings& limits,
                                                         IfMissing if_missing, Clock& clock,
                                                         AuditLog& audit) {
    auto name = account_file(account, limits_kind);
    if (!name) return name.error();
    auto file = open_or_make(folder, *name, if_missing, clock);
    if (!file) return file.error();
    if (!file->has_value()) return {std::nullopt};

    auto content = (*file)->read(slot_file_size);
    if (!content) return content.error();
    Slots slots = read_slots(account_record_format, *content);
    const WallTime now = clock.wall();
    if (slots.state == SlotsState::newer) return newer_record((*file)->path(), slots.version);
    if (slots.state == SlotsState::damaged) {
        const AccountRecord instead = at_its_limits(limits, now);
        auto replaced = set_aside(folder, *name, instead, clock, audit);
        if (!replaced) return replaced.error();
        slots = first_slots(account_record_format, encode(instead));
        return {AccountLedger(std::move(*replaced), std::move(slots), instead, now)};
    }
    AccountRecord record = decode(slots.payload);
    settle(record, now);
    return {AccountLedger(std::move(**file), std::move(slots), std::move(record), now)};
}

Result<std::optional<AccountRecord>> AccountLedger::look(const Folder& folder,
                                                         std::string_view account) {
    auto name = account_file(account, limits_kind);
    if (!name) return name.error();
    const std::string path = folder.path_of(*name);
    if (!folder.has(*name)) return {std::nullopt};
    auto content = read_trusted(path, Privacy::secret, slot_file_longest);
    if (!content) return content.error();
    const Slots slots = read_slots(account_record_format, content->reveal());
    switch (slots.state) {
        case SlotsState::sound: return {decode(slots.payload)};
        case SlotsState::newer: return newer_record(path, slots.version);
        case SlotsState::damaged: break;
    }
    return Error{path +
                 " is damaged (checksum or size is wrong): infobip-otp limits reset ACCOUNT"};
}

Result<void> AccountLedger::reset(const Folder& folder, std::string_view account, Clock& clock) {
    auto name = account_file(account, limits_kind);
    if (!name) return name.error();
    auto file = LockedFile::open(folder, *name, clock);
    if (!file) return file.error();
    if (!file->has_value()) return {};
    auto content = (*file)->read(slot_file_size);
    if (!content) return content.error();
    Slots slots = read_slots(account_record_format, *content);
    AccountRecord record;
    if (slots.state == SlotsState::sound) {
        AccountRecord before = decode(slots.payload);
        record.days = std::move(before.days);
        record.unseen = before.unseen;
        return write_slot(**file, account_record_format, slots, encode(record),
                          Durability::on_disk);
    }
    auto replaced =
        LockedFile::replace(folder, *name, new_slots(account_record_format, encode(record)), clock);
    if (!replaced) return replaced.error();
    return {};
}

}  // namespace infobip_otp
