// SPDX-License-Identifier: MIT
// SlotFile: a record that is kept twice in one file, so that a write cut short is seen and the
// record before it still stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/locked_file.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp {

// The file has two slots of 2048 bytes, together one block of most file systems: it is given its
// room when it is made, and overwriting it never asks a full disk for more. A slot is
//   magic 8, version 4, checksum of the 12 bytes before it 4, generation 8, payload, checksum of
//   the whole slot before it 4; numbers little-endian (docs/formats.md).
// The sound slot of the highest generation is the record; the next one goes over the other slot.
inline constexpr std::size_t slot_size = 2048;
inline constexpr std::size_t slot_file_size = 2 * slot_size;
inline constexpr std::size_t slot_file_longest = 65'536;  // a later version may have longer ones
inline constexpr std::size_t slot_payload_size = slot_size - 28;

struct SlotFormat {
    std::string_view magic;  // 8 bytes
    std::uint32_t version = 1;
};

enum class SlotsState {
    sound,
    damaged,  // no slot can be read, or the file has another size
    newer,    // made by a later version of this program; `version` says which
};

struct Slots {
    SlotsState state = SlotsState::damaged;
    std::uint32_t version = 0;
    std::uint64_t generation = 0;
    std::size_t newest = 0;  // 0 or 1
    std::string payload;     // slot_payload_size bytes
};

// What stands in a file of such slots.
[[nodiscard]] Slots read_slots(const SlotFormat& format, std::string_view content);

// What a new file holds: as a value, and as its content.
[[nodiscard]] Slots first_slots(const SlotFormat& format, std::string_view payload);
[[nodiscard]] std::string new_slots(const SlotFormat& format, std::string_view payload);

// Puts `payload` over the older slot and keeps `slots` true.
Result<void> write_slot(const LockedFile& file, const SlotFormat& format, Slots& slots,
                        std::string_view payload, Durability durability);

}  // namespace infobip_otp
