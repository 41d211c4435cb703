// SPDX-License-Identifier: MIT
// SlotFile: a record survives whatever part of the next write arrives.
#include "base/slot_file.hpp"

#include <optional>

#include "base/bytes.hpp"
#include "base/checksum.hpp"
#include "cmocka.hpp"
#include "fakes/fixed_clock.hpp"
#include "fakes/temporary_folder.hpp"

using namespace infobip_otp;

namespace {

constexpr SlotFormat format{"IOTPTST\n", 1};

// A file of slots in a folder of its own.
struct SlotFixture {
    SlotFixture() : folder(Folder::open(temporary.path_of("")).value()) {
        auto created =
            LockedFile::create(folder, "record", new_slots(format, "first"), clock).value();
        file.emplace(std::move(created.value()));
        slots = read_slots(format, content());
    }
    Result<void> write(std::string_view payload) {
        return write_slot(*file, format, slots, payload, Durability::on_disk);
    }
    std::string content() const { return file->read(slot_file_size).value(); }

    testing::TemporaryFolder temporary;
    testing::FixedClock clock;
    Folder folder;
    std::optional<LockedFile> file;
    Slots slots;
};

std::string text_of(const Slots& slots) {
    return slots.payload.substr(0, slots.payload.find('\0'));
}

TEST(the_checksum_is_that_of_zlib) {
    assert_int_equal(checksum("123456789"), 0xCBF43926);
    assert_int_equal(checksum(""), 0);
}

TEST(numbers_are_little_endian) {
    ByteWriter writer;
    writer.number(0x01020304, 4);
    writer.text("ab", 3);
    writer.text("abcd", 2);
    assert_memory_equal(writer.bytes().data(),
                        "\x04\x03\x02\x01"
                        "ab\0"
                        "ab",
                        9);
    ByteReader reader(writer.bytes());
    assert_int_equal(reader.number(4), 0x01020304);
    assert_text(reader.text(3), "ab");
    assert_text(reader.text(2), "ab");
    assert_int_equal(reader.number(8), 0);
}

TEST(the_newest_record_is_read) {
    SlotFixture fixture;
    assert_same(fixture.slots.state, SlotsState::sound);
    assert_text(text_of(fixture.slots), "first");
    for (const char* text : {"second", "third", "fourth"}) {
        assert_true(fixture.write(text).has_value());
        const Slots seen = read_slots(format, fixture.content());
        assert_text(text_of(seen), text);
        assert_int_equal(seen.generation, fixture.slots.generation);
        assert_int_equal(fixture.content().size(), slot_file_size);
    }
}

TEST(a_write_cut_short_anywhere_leaves_the_old_record_or_the_new_one) {
    SlotFixture fixture;
    assert_true(fixture.write("second").has_value());
    const std::string before = fixture.content();
    assert_true(fixture.write("third").has_value());
    const std::string after = fixture.content();
    for (std::size_t cut = 0; cut <= slot_file_size; ++cut) {
        const Slots seen = read_slots(format, after.substr(0, cut) + before.substr(cut));
        assert_same(seen.state, SlotsState::sound);
        const std::string text = text_of(seen);
        if (text != "second" && text != "third") fail_msg("cut at %zu: \"%s\"", cut, text.c_str());
    }
}

TEST(one_damaged_slot_leaves_the_other) {
    SlotFixture fixture;
    assert_true(fixture.write("second").has_value());
    std::string content = fixture.content();
    content[slot_size + 100] ^= 1;
    assert_text(text_of(read_slots(format, content)), "first");
}

TEST(whatever_byte_is_changed_in_both_slots_the_file_is_damaged) {
    SlotFixture fixture;
    assert_true(fixture.write("second").has_value());
    const std::string sound = fixture.content();
    for (std::size_t at = 0; at < slot_size; ++at) {
        std::string content = sound;
        content[at] ^= 0x10;
        content[slot_size + at] ^= 0x10;
        assert_same(read_slots(format, content).state, SlotsState::damaged);
    }
}

TEST(another_size_is_damaged) {
    const std::string whole = new_slots(format, "first");
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, slot_size, slot_file_size - 1})
        assert_same(read_slots(format, whole.substr(0, size)).state, SlotsState::damaged);
    assert_same(read_slots(format, whole + "x").state, SlotsState::damaged);
}

TEST(another_kind_of_file_is_damaged) {
    assert_same(read_slots({"IOTPOTH\n", 1}, new_slots(format, "x")).state, SlotsState::damaged);
}

TEST(a_later_version_is_told_from_damage_whatever_its_size) {
    const std::string later = new_slots({format.magic, 7}, "x");
    for (const std::string& content : {later, later.substr(0, 100), later + later}) {
        const Slots seen = read_slots(format, content);
        assert_same(seen.state, SlotsState::newer);
        assert_int_equal(seen.version, 7);
    }
    // One slot of each: the later program has written last.
    const std::string own = new_slots(format, "x");
    assert_same(read_slots(format, own.substr(0, slot_size) + later.substr(0, slot_size)).state,
                SlotsState::newer);
    assert_same(read_slots(format, new_slots({format.magic, 0}, "x")).state, SlotsState::damaged);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("slot_file");
}
