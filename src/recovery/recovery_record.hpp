// SPDX-License-Identifier: MIT
// RecoveryRecord: the recovery codes of one account, as a value, and its bytes on disk.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/slot_file.hpp"
#include "infobip_otp/rate_limit.hpp"

namespace infobip_otp {

inline constexpr SlotFormat recovery_record_format{"IOTPREC\n", 1};

inline constexpr std::size_t codes_in_a_set = 10;

// The first characters of a code name its entry, so that one try costs one hash and not ten.
inline constexpr std::size_t group_length = 4;

struct RecoveryEntry {
    std::string group;
    std::string hash;  // of the whole code
};

struct RecoveryRecord {
    WallTime last_try{};                 // 1970: never
    WallTime unseen_use{};               // 1970: the owner knows of every use
    std::vector<RecoveryEntry> entries;  // unused codes, at most codes_in_a_set
};

[[nodiscard]] std::string encode(const RecoveryRecord& record);

// The payload of a sound slot.
[[nodiscard]] RecoveryRecord decode_recovery_record(std::string_view payload);

}  // namespace infobip_otp
