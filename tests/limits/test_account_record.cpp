// SPDX-License-Identifier: MIT
// AccountRecord: its bytes, as docs/formats.md has them.
#include "limits/account_record.hpp"

#include <random>

#include "cmocka.hpp"
#include "limits/limit_settings.hpp"

using namespace infobip_otp;
using std::chrono::seconds;

namespace {

WallTime at(long long second) {
    return WallTime(seconds(second));
}

void what_is_written_is_read_again(void**) {
    AccountRecord record;
    for (unsigned i = 0; i < most_counted; ++i) record.sends.push_back(at(1'790'000'000 + i));
    record.unanswered = {at(1), at(4'294'967'295)};
    for (unsigned i = 0; i < days_kept; ++i) {
        DayCount day{20'000 + i, 1, 2, 3, 65'535, {4, 5, 6, 7, 8}};
        record.days.push_back(day);
    }
    assert_true(decode(encode(record)) == record);
    assert_true(decode(encode(AccountRecord{})) == AccountRecord{});
    assert_true(encode(record).size() <= slot_payload_size);
}

void the_fields_stand_where_the_format_page_says(void**) {
    AccountRecord record;
    record.sends = {at(0x6AB13B80)};
    record.unanswered = {at(0x01020304), at(5)};
    record.failures = {at(6)};
    record.days = {DayCount{20'717, 1, 2, 3, 4, {5, 6, 7, 8, 9}}};
    const std::string bytes = encode(record);
    assert_memory_equal(bytes.data(), "\x01\0\0\0\x80\x3B\xB1\x6A", 8);
    assert_memory_equal(bytes.data() + 404, "\x02\0\0\0\x04\x03\x02\x01\x05\0\0\0", 12);
    assert_memory_equal(bytes.data() + 808, "\x01\0\0\0\x06\0\0\0", 8);
    assert_memory_equal(
        bytes.data() + 1212,
        "\x01\0\0\0\xED\x50\0\0\x01\0\x02\0\x03\0\x04\0\x05\0\x06\0\x07\0\x08\0\x09\0", 26);
    assert_int_equal(bytes.size(), 1238);
}

void times_outside_the_range_move_to_its_border(void**) {
    AccountRecord record;
    record.sends = {at(-5), at(5'000'000'000)};
    const AccountRecord seen = decode(encode(record));
    assert_true(seen.sends == std::vector({at(0), at(4'294'967'295)}));
}

void any_bytes_decode_to_a_record_that_fits(void**) {
    std::mt19937 random(7);
    for (int round = 0; round < 2000; ++round) {
        std::string bytes(random() % (slot_payload_size + 1), '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        const AccountRecord record = decode(bytes);
        assert_true(record.sends.size() <= most_counted && record.days.size() <= days_kept);
        assert_true(encode(record).size() <= slot_payload_size);
    }
}

}  // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_again),
        cmocka_unit_test(the_fields_stand_where_the_format_page_says),
        cmocka_unit_test(times_outside_the_range_move_to_its_border),
        cmocka_unit_test(any_bytes_decode_to_a_record_that_fits),
    };
    return cmocka_run_group_tests_name("account_record", tests, nullptr, nullptr);
}
