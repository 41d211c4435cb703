// SPDX-License-Identifier: MIT
// RecoveryFile.
#include "recovery/recovery_file.hpp"

#include "base/file.hpp"

namespace infobip_otp {
namespace {

Result<Slots> sound_slots(std::string_view content, const std::string& path) {
    Slots slots = read_slots(recovery_record_format, content);
    switch (slots.state) {
        case SlotsState::sound: return slots;
        case SlotsState::newer:
            return Error{path +
                         " was written by a later version of pam-infobip-otp: upgrade this " +
                         "host, or infobip-otp recovery new ACCOUNT"};
        case SlotsState::damaged: break;
    }
    return Error{path +
                 " is damaged (checksum or size is wrong): infobip-otp recovery new ACCOUNT"};
}

}  // namespace

Result<std::optional<RecoveryFile>> RecoveryFile::open(const Folder& folder,
                                                       const std::string& name, Clock& clock) {
    auto file = LockedFile::open(folder, name, clock);
    if (!file) return file.error();
    if (!file->has_value()) return {std::nullopt};
    auto content = (*file)->read(slot_file_size);
    if (!content) return content.error();
    auto slots = sound_slots(*content, (*file)->path());
    if (!slots) return slots.error();
    return {RecoveryFile(std::move(**file), std::move(*slots))};
}

Result<std::optional<RecoveryRecord>> RecoveryFile::look(const Folder& folder,
                                                         const std::string& name) {
    if (!folder.has(name)) return {std::nullopt};
    const std::string path = folder.path_of(name);
    auto content = read_trusted(path, Privacy::secret, slot_file_longest);
    if (!content) return content.error();
    auto slots = sound_slots(content->reveal(), path);
    if (!slots) return slots.error();
    return {decode_recovery_record(slots->payload)};
}

// A sound file is overwritten and any other replaced, both under its lock: a login that is spending
// an old code meanwhile comes before or after, and then finds its code gone.
Result<void> RecoveryFile::put(const Folder& folder, const std::string& name,
                               const RecoveryRecord& record, Clock& clock) {
    auto held = LockedFile::open(folder, name, clock);
    if (!held) return held.error();
    if (held->has_value()) {
        auto content = (*held)->read(slot_file_size);
        if (!content) return content.error();
        Slots slots = read_slots(recovery_record_format, *content);
        if (slots.state == SlotsState::sound)
            return write_slot(**held, recovery_record_format, slots, encode(record),
                              Durability::on_disk);
    }
    auto replaced =
        LockedFile::replace(folder, name, new_slots(recovery_record_format, encode(record)), clock);
    if (!replaced) return replaced.error();
    return {};
}

}  // namespace infobip_otp
