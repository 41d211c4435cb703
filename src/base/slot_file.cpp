// SPDX-License-Identifier: MIT
// SlotFile.
#include "base/slot_file.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/checksum.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t magic_size = 8;
constexpr std::size_t version_end = magic_size + 4;
constexpr std::size_t head_size = version_end + 4;
constexpr std::size_t payload_begin = head_size + 8;
constexpr std::size_t payload_end = slot_size - 4;
static_assert(payload_end - payload_begin == slot_payload_size);

std::string make_slot(const SlotFormat& format, std::uint64_t generation,
                      std::string_view payload) {
    ByteWriter writer;
    writer.text(format.magic, magic_size);
    writer.number(format.version, 4);
    writer.number(checksum(writer.bytes()), 4);
    writer.number(generation, 8);
    writer.text(payload, slot_payload_size);
    writer.number(checksum(writer.bytes()), 4);
    return writer.bytes();
}

std::uint64_t number_at(std::string_view slot, std::size_t offset, std::size_t width) {
    return ByteReader(slot.substr(offset)).number(width);
}

// The head keeps its place in every version: it tells a newer record from a damaged one.
std::uint32_t version_of(const SlotFormat& format, std::string_view slot) {
    if (slot.size() < head_size || slot.substr(0, magic_size) != format.magic) return 0;
    if (number_at(slot, version_end, 4) != checksum(slot.substr(0, version_end))) return 0;
    return static_cast<std::uint32_t>(number_at(slot, magic_size, 4));
}

bool is_sound(const SlotFormat& format, std::string_view slot) {
    return version_of(format, slot) == format.version &&
           number_at(slot, payload_end, 4) == checksum(slot.substr(0, payload_end));
}

}  // namespace

Slots read_slots(const SlotFormat& format, std::string_view content) {
    Slots slots;
    for (std::size_t number = 0; number < 2; ++number) {
        const std::size_t begin = std::min(number * slot_size, content.size());
        const std::string_view slot = content.substr(begin, slot_size);
        if (const std::uint32_t version = version_of(format, slot); version > format.version) {
            slots.state = SlotsState::newer;
            slots.version = version;
            return slots;
        }
        if (content.size() != slot_file_size || !is_sound(format, slot)) continue;
        const std::uint64_t generation = number_at(slot, head_size, 8);
        if (slots.state == SlotsState::sound && generation <= slots.generation) continue;
        slots = {SlotsState::sound, format.version, generation, number,
                 std::string(slot.substr(payload_begin, slot_payload_size))};
    }
    return slots;
}

Slots first_slots(const SlotFormat& format, std::string_view payload) {
    return {SlotsState::sound, format.version, 1, 0, std::string(payload)};
}

std::string new_slots(const SlotFormat& format, std::string_view payload) {
    return make_slot(format, 1, payload) + std::string(slot_size, '\0');
}

Result<void> write_slot(const LockedFile& file, const SlotFormat& format, Slots& slots,
                        std::string_view payload, Durability durability) {
    const std::size_t older = 1 - slots.newest;
    const std::string slot = make_slot(format, slots.generation + 1, payload);
    if (auto written = file.write(older * slot_size, slot, durability); !written) return written;
    slots = {SlotsState::sound, format.version, slots.generation + 1, older, std::string(payload)};
    return {};
}

}  // namespace infobip_otp
