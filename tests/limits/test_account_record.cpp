// SPDX-License-Identifier: MIT
// AccountRecord: its bytes, as docs/formats.md has them.
#include "limits/account_record.hpp"

#include <fstream>
#include <random>

#include "cmocka.hpp"
#include "fakes/fixed_clock.hpp"
#include "fakes/temporary_folder.hpp"
#include "limits/host_record.hpp"
#include "limits/limit_settings.hpp"

using namespace infobip_otp;
using std::chrono::seconds;

namespace {

WallTime at(long long second) {
    return WallTime(seconds(second));
}

TEST(what_is_written_is_read_again) {
    AccountRecord record;
    for (unsigned i = 0; i < most_counted; ++i) record.sends.push_back(at(1'790'000'000 + i));
    record.unanswered = {at(1), at(4'294'967'295)};
    for (unsigned i = 0; i < days_kept; ++i) {
        DayCount day{20'000 + i, 1, 2, 3, 65'535, {4, 5, 6, 7, 8}};
        record.days.push_back(day);
    }
    record.unseen = {4'000'000'000, at(1'790'000'099), 1, at(7'000'000'000)};
    assert_true(decode(encode(record)) == record);
    assert_true(decode(encode(AccountRecord{})) == AccountRecord{});
    assert_true(encode(record).size() <= slot_payload_size);
}

TEST(the_fields_stand_where_the_format_page_says) {
    AccountRecord record;
    record.sends = {at(0x6AB13B80)};
    record.unanswered = {at(0x01020304), at(5)};
    record.failures = {at(6)};
    record.unseen = {10, at(0x501020304), 11, at(6)};
    record.days = {DayCount{20'717, 1, 2, 3, 4, {5, 6, 7, 8, 9}}};
    const std::string bytes = encode(record);
    assert_memory_equal(bytes.data(), "\x01\0\0\0\x80\x3B\xB1\x6A", 8);
    assert_memory_equal(bytes.data() + 404, "\x02\0\0\0\x04\x03\x02\x01\x05\0\0\0", 12);
    assert_memory_equal(bytes.data() + 808, "\x01\0\0\0\x06\0\0\0", 8);
    assert_memory_equal(
        bytes.data() + 1212,
        "\x01\0\0\0\xED\x50\0\0\x01\0\x02\0\x03\0\x04\0\x05\0\x06\0\x07\0\x08\0\x09\0", 26);
    assert_true(bytes.substr(1238, 1898 - 1238).find_first_not_of('\0') == std::string::npos);
    assert_memory_equal(bytes.data() + 1898, "\x80\x3B\xB1\x6A\0\0\0\0", 8);
    assert_memory_equal(bytes.data() + 1906,
                        "\x0A\0\0\0\x04\x03\x02\x01\x05\0\0\0\x0B\0\0\0\x06\0\0\0\0\0\0\0", 24);
    assert_int_equal(bytes.size(), 1930);
}

TEST(times_of_any_year_to_9999_are_kept) {
    constexpr long long end_of_32_bits = 1LL << 32;
    for (const long long now :
         {end_of_32_bits - 1, end_of_32_bits, end_of_32_bits + 1, end_of_32_bits + 5'000'000,
          3 * end_of_32_bits, 253'402'300'799LL}) {
        AccountRecord record;
        record.sends = {at(now - end_of_32_bits + 1 < 0 ? 0 : now - end_of_32_bits + 1),
                        at(now - 3600), at(now)};
        record.failures = {at(now - 1)};
        assert_true(decode(encode(record)) == record);
    }
}

TEST(times_outside_the_range_move_to_its_border) {
    AccountRecord record;
    record.sends = {at(-5), at(5)};
    assert_true(decode(encode(record)).sends == std::vector({at(0), at(5)}));
    record.sends = {at(5), at(5'000'000'000)};
    assert_true(decode(encode(record)).sends ==
                std::vector({at(5'000'000'000 - 4'294'967'295), at(5'000'000'000)}));
    record.sends = {WallTime::max()};
    assert_true(decode(encode(record)).sends == std::vector({at(253'402'300'799)}));
}

// Its record ended with the last day; zeros stand behind it in the slot.
TEST(a_record_of_version_0_1_0_is_read_as_it_was_written) {
    AccountRecord record;
    record.sends = {at(1'790'000'000), at(4'294'967'295)};
    record.unanswered = {at(1'790'000'000)};
    record.days = {DayCount{20'717, 1, 2, 3, 4, {5, 6, 7, 8, 9}}};
    for (const std::size_t behind : {0UL, slot_payload_size - 1238})
        assert_true(decode(encode(record).substr(0, 1238) + std::string(behind, '\0')) == record);
}

TEST(any_bytes_decode_to_a_record_that_fits) {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes(random() % (slot_payload_size + 1), '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        const AccountRecord record = decode(bytes);
        assert_true(record.sends.size() <= most_counted && record.days.size() <= days_kept);
        assert_true(encode(record).size() <= slot_payload_size);
    }
}

// The rows "00000010: 0700 ..." of the page's first dump of `file`, as (offset, bytes).
std::vector<std::pair<std::size_t, std::string>> dump_of(const std::string& file) {
    std::ifstream page(FORMATS_PAGE);
    std::vector<std::pair<std::size_t, std::string>> rows;
    std::string line;
    const auto is_command = [&] {
        return line.starts_with("$ xxd ") && line.ends_with(" " + file);
    };
    while (std::getline(page, line) && !is_command()) continue;
    while (std::getline(page, line) && line != "```") {
        if (line == "*") continue;
        std::string bytes;
        for (std::size_t at = 10; at < 49; at += line[at + 2] == ' ' ? 3 : 2)
            bytes += static_cast<char>(std::stoi(line.substr(at, 2), nullptr, 16));
        rows.emplace_back(std::stoul(line.substr(0, 8), nullptr, 16), bytes);
    }
    return rows;
}

TEST(the_example_of_the_format_page_is_what_is_written) {
    const WallTime time = at(0x6B037150);
    AccountRecord record;
    record.sends = {time, time, time, time};
    record.unanswered = {time, time, time};
    record.days = {DayCount{20'779, 4, 0, 1, 0, {}}};
    record.unseen = {3, time, 0, at(0)};

    const testing::TemporaryFolder temporary;
    testing::FixedClock clock;
    const Folder folder = Folder::open(temporary.path_of("")).value();
    const auto file =
        LockedFile::create(folder, "record", std::string(slot_file_size, '\0'), clock);
    AccountRecord before = record;
    before.sends.pop_back();
    before.unanswered.pop_back();
    --before.unseen.codes;
    --before.days[0].messages;
    Slots slots = {SlotsState::sound, 1, 5, 0, {}};
    for (const AccountRecord& each : {before, record})
        assert_true(
            write_slot(**file, account_record_format, slots, encode(each), Durability::on_its_way)
                .has_value());

    const std::string content = (*file)->read(slot_file_size).value();
    const auto rows = dump_of("616c696365.limits");
    assert_int_equal(rows.size(), 12);
    for (const auto& [offset, bytes] : rows)
        if (content.substr(offset, 16) != bytes) fail_msg("the row at 0x%zx differs", offset);

    const auto host = dump_of("host-sends");
    assert_int_equal(host.size(), 1);
    assert_true(host[0].second == encode(HostRecord{HostEntry::send, time}));
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("account_record");
}
