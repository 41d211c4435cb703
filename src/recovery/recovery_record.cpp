// SPDX-License-Identifier: MIT
// RecoveryRecord: the layout of docs/formats.md.
#include "recovery/recovery_record.hpp"

#include <algorithm>

#include "base/bytes.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t hash_size = 120;
static_assert(8 + 8 + 4 + codes_in_a_set * (group_length + hash_size) <= slot_payload_size);

}  // namespace

std::string encode(const RecoveryRecord& record) {
    ByteWriter writer;
    writer.number(static_cast<std::uint64_t>(record.last_try.time_since_epoch().count()), 8);
    writer.number(static_cast<std::uint64_t>(record.unseen_use.time_since_epoch().count()), 8);
    writer.number(record.entries.size(), 4);
    for (const RecoveryEntry& entry : record.entries) {
        writer.text(entry.group, group_length);
        writer.text(entry.hash, hash_size);
    }
    return writer.bytes();
}

RecoveryRecord decode_recovery_record(std::string_view payload) {
    ByteReader reader(payload);
    RecoveryRecord record;
    record.last_try = WallTime(std::chrono::seconds(static_cast<std::int64_t>(reader.number(8))));
    record.unseen_use = WallTime(std::chrono::seconds(static_cast<std::int64_t>(reader.number(8))));
    const auto count = std::min<std::uint64_t>(reader.number(4), codes_in_a_set);
    for (std::uint64_t i = 0; i < count; ++i) {
        RecoveryEntry entry;
        entry.group = reader.text(group_length);
        entry.hash = reader.text(hash_size);
        record.entries.push_back(std::move(entry));
    }
    return record;
}

}  // namespace infobip_otp
