// SPDX-License-Identifier: MIT
// FileRecoveryCodes.
#include "recovery/file_recovery_codes.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/account_file.hpp"
#include "base/random.hpp"
#include "infobip_otp/answer.hpp"
#include "recovery/hash.hpp"
#include "recovery/recovery_file.hpp"

namespace infobip_otp {
namespace {

// 16 letters of 32 are 80 bits; 256 is a multiple of 32, so that each letter is as likely.
Result<Secret> make_code() {
    static_assert(recovery_alphabet.size() == 32);
    std::array<std::byte, recovery_code_length> random{};
    if (auto filled = fill_random(random); !filled) return filled.error();
    char letters[recovery_code_length];
    for (std::size_t i = 0; i < recovery_code_length; ++i)
        letters[i] = recovery_alphabet[std::to_integer<std::size_t>(random[i]) % 32];
    Secret code(std::string_view(letters, sizeof letters));
    explicit_bzero(letters, sizeof letters);
    explicit_bzero(random.data(), random.size());
    return code;
}

std::string_view group_of(const Secret& code) {
    return code.reveal().substr(0, group_length);
}

}  // namespace

FileRecoveryCodes::FileRecoveryCodes(std::string state_dir,
                                     std::chrono::milliseconds recovery_pause, Clock& clock)
    : state_dir_(std::move(state_dir)),
      recovery_pause_(std::chrono::ceil<std::chrono::seconds>(recovery_pause)),
      clock_(clock) {}

Result<unsigned> FileRecoveryCodes::count(std::string_view account) {
    auto name = account_file(account, recovery_kind);
    if (!name) return name.error();
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    auto record = RecoveryFile::look(*folder, *name);
    if (!record) return record.error();
    return record->has_value() ? static_cast<unsigned>((*record)->entries.size()) : 0;
}

Result<RecoverySpending> FileRecoveryCodes::spend(std::string_view account, const Secret& code,
                                                  const RecoveryAnnouncement& announce) {
    auto name = account_file(account, recovery_kind);
    if (!name) return name.error();
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    auto started = begin_try(*folder, *name, group_of(code), announce);
    if (!started) return started.error();
    if (!started->has_value()) return RecoverySpending{};
    if ((*started)->wait.count() > 0)
        return RecoverySpending{RecoveryAnswer::too_soon, 0, (*started)->wait};
    auto comparison = compare_code(code, (*started)->hash);
    if (!comparison) return comparison.error();
    if (*comparison == Comparison::different) return RecoverySpending{};
    return strike_out(*folder, *name, (*started)->hash, announce);
}

// The try is on disk before it is made: a process that is killed in between has made it.
Result<std::optional<FileRecoveryCodes::Try>> FileRecoveryCodes::begin_try(
    const Folder& folder, const std::string& name, std::string_view group,
    const RecoveryAnnouncement& announce) {
    auto file = RecoveryFile::open(folder, name, clock_);
    if (!file) return file.error();
    if (!file->has_value()) return {std::nullopt};
    RecoveryRecord& record = (*file)->record();
    const WallTime now = clock_.wall();
    const RateLimit limit{1, recovery_pause_};
    Try attempt;
    attempt.wait = wait_for({&limit, 1}, {&record.last_try, 1}, now);
    attempt.hash = nobodys_hash;
    for (const RecoveryEntry& entry : record.entries) {
        if (entry.group != group) continue;
        attempt.hash = entry.hash;
        attempt.wait = {};  // no guess: decision 0010
    }
    // A try of the future (a clock that was set back) is made one of now, or it would refuse until
    // its own time has come.
    if (attempt.wait.count() > 0 && record.last_try <= now) return {attempt};
    if (attempt.wait.count() == 0 && announce) announce(RecoveryStep::checking);
    record.last_try = now;
    if (auto saved = (*file)->save(Durability::on_its_way); !saved) return saved.error();
    return {attempt};
}

// The entry may be gone by now: another process had the same code, or the set was renewed.
Result<RecoverySpending> FileRecoveryCodes::strike_out(const Folder& folder,
                                                       const std::string& name,
                                                       const std::string& hash,
                                                       const RecoveryAnnouncement& announce) {
    auto file = RecoveryFile::open(folder, name, clock_);
    if (!file) return file.error();
    if (!file->has_value()) return RecoverySpending{};
    auto& entries = (*file)->record().entries;
    const auto same = [&](const RecoveryEntry& entry) { return entry.hash == hash; };
    if (std::erase_if(entries, same) == 0) return RecoverySpending{};
    if (announce) announce(RecoveryStep::spending);
    (*file)->record().unseen_use = clock_.wall();
    if (auto saved = (*file)->save(Durability::on_disk); !saved) return saved.error();
    return RecoverySpending{RecoveryAnswer::accepted, static_cast<unsigned>(entries.size()), {}};
}

Result<std::optional<WallTime>> FileRecoveryCodes::unseen_use(std::string_view account) {
    auto name = account_file(account, recovery_kind);
    if (!name) return name.error();
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    auto record = RecoveryFile::look(*folder, *name);
    if (!record) return record.error();
    if (!record->has_value() || (*record)->unseen_use == WallTime()) return {std::nullopt};
    return {(*record)->unseen_use};
}

Result<void> FileRecoveryCodes::mark_seen(std::string_view account) {
    auto name = account_file(account, recovery_kind);
    if (!name) return name.error();
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    auto file = RecoveryFile::open(*folder, *name, clock_);
    if (!file) return file.error();
    if (!file->has_value()) return {};
    (*file)->record().unseen_use = WallTime();
    return (*file)->save(Durability::on_its_way);
}

Result<std::vector<Secret>> FileRecoveryCodes::renew(std::string_view account) {
    auto name = account_file(account, recovery_kind);
    if (!name) return name.error();
    std::vector<Secret> codes;
    RecoveryRecord record;
    while (codes.size() < codes_in_a_set) {
        auto code = make_code();
        if (!code) return code.error();
        const std::string group(group_of(*code));
        const auto taken = [&](const RecoveryEntry& entry) { return entry.group == group; };
        if (std::any_of(record.entries.begin(), record.entries.end(), taken)) continue;
        auto hash = hash_code(*code);
        if (!hash) return hash.error();
        record.entries.push_back({group, std::move(*hash)});
        codes.push_back(std::move(*code));
    }
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    if (auto put = RecoveryFile::put(*folder, *name, record, clock_); !put) return put.error();
    return codes;
}

Result<unsigned> FileRecoveryCodes::revoke(std::string_view account) {
    auto name = account_file(account, recovery_kind);
    if (!name) return name.error();
    auto folder = Folder::open_private(state_dir_);
    if (!folder) return folder.error();
    auto record = RecoveryFile::look(*folder, *name);
    const auto held = LockedFile::open(*folder, *name, clock_);
    if (!held) return held.error();
    if (auto gone = folder->remove(*name); !gone) return gone.error();
    if (auto synced = folder->sync(); !synced) return synced.error();
    // What could not be read is void as well.
    return record && record->has_value() ? static_cast<unsigned>((*record)->entries.size()) : 0;
}

}  // namespace infobip_otp
