// SPDX-License-Identifier: MIT
// AccountRecord: the layout of docs/formats.md.
#include "limits/account_record.hpp"

#include <algorithm>
#include <limits>

#include "base/bytes.hpp"
#include "limits/limit_settings.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t times_size = 4 + 4 * most_counted;
constexpr std::size_t day_size = 4 + 2 * (4 + refusing_limits);
constexpr std::size_t newest_at = 3 * times_size + 4 + days_kept * day_size;
constexpr std::size_t unseen_size = 2 * (4 + 8);
static_assert(newest_at + 8 + unseen_size <= slot_payload_size);

constexpr std::uint64_t low_bits = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t end_of_9999 = 253'402'300'799;

std::uint64_t seconds_of(WallTime time) {
    const auto seconds = std::max<std::int64_t>(time.time_since_epoch().count(), 0);
    return std::min(static_cast<std::uint64_t>(seconds), end_of_9999);
}

WallTime time_of(std::uint64_t seconds) {
    return WallTime(
        std::chrono::seconds(static_cast<std::int64_t>(std::min(seconds, end_of_9999))));
}

std::uint64_t newest_of(const AccountRecord& record) {
    std::uint64_t newest = 0;
    for (const auto* times : {&record.sends, &record.unanswered, &record.failures})
        for (const WallTime time : *times) newest = std::max(newest, seconds_of(time));
    return newest;
}

void put_times(ByteWriter& writer, const std::vector<WallTime>& times, std::uint64_t newest) {
    const std::uint64_t oldest = newest - std::min(newest, low_bits);
    writer.number(times.size(), 4);
    for (const WallTime time : times)
        writer.number(std::max(seconds_of(time), oldest) & low_bits, 4);
    writer.text("", 4 * (most_counted - times.size()));
}

// Version 0.1.0 wrote no newest time: 0, and then the 32 bits are all there is.
std::vector<WallTime> get_times(ByteReader& reader, std::uint64_t newest) {
    const auto count = std::min<std::uint64_t>(reader.number(4), most_counted);
    std::vector<WallTime> times;
    for (unsigned i = 0; i < most_counted; ++i) {
        const std::uint64_t kept = reader.number(4);
        const std::uint64_t before_newest = (newest - kept) & low_bits;
        if (i < count)
            times.push_back(time_of(before_newest <= newest ? newest - before_newest : kept));
    }
    return times;
}

void put_day(ByteWriter& writer, const DayCount& day) {
    writer.number(day.day, 4);
    for (const std::uint16_t count : {day.messages, day.not_sent, day.right, day.wrong})
        writer.number(count, 2);
    for (const std::uint16_t count : day.refused) writer.number(count, 2);
}

DayCount get_day(ByteReader& reader) {
    DayCount day;
    day.day = static_cast<std::uint32_t>(reader.number(4));
    for (std::uint16_t* count : {&day.messages, &day.not_sent, &day.right, &day.wrong})
        *count = static_cast<std::uint16_t>(reader.number(2));
    for (std::uint16_t& count : day.refused) count = static_cast<std::uint16_t>(reader.number(2));
    return day;
}

void put_unseen(ByteWriter& writer, const Unseen& unseen) {
    writer.number(unseen.codes, 4);
    writer.number(seconds_of(unseen.last_code), 8);
    writer.number(unseen.wrong, 4);
    writer.number(seconds_of(unseen.last_wrong), 8);
}

Unseen get_unseen(ByteReader& reader) {
    Unseen unseen;
    unseen.codes = static_cast<unsigned>(reader.number(4));
    unseen.last_code = time_of(reader.number(8));
    unseen.wrong = static_cast<unsigned>(reader.number(4));
    unseen.last_wrong = time_of(reader.number(8));
    return unseen;
}

}  // namespace

std::string encode(const AccountRecord& record) {
    const std::uint64_t newest = newest_of(record);
    ByteWriter writer;
    put_times(writer, record.sends, newest);
    put_times(writer, record.unanswered, newest);
    put_times(writer, record.failures, newest);
    writer.number(record.days.size(), 4);
    for (const DayCount& day : record.days) put_day(writer, day);
    writer.text("", newest_at - writer.bytes().size());
    writer.number(newest, 8);
    put_unseen(writer, record.unseen);
    return writer.bytes();
}

AccountRecord decode(std::string_view payload) {
    ByteReader tail(payload.substr(std::min(newest_at, payload.size())));
    const std::uint64_t newest = std::min(tail.number(8), end_of_9999);
    AccountRecord record;
    record.unseen = get_unseen(tail);
    ByteReader reader(payload);
    record.sends = get_times(reader, newest);
    record.unanswered = get_times(reader, newest);
    record.failures = get_times(reader, newest);
    const auto days = std::min<std::uint64_t>(reader.number(4), days_kept);
    for (std::uint64_t i = 0; i < days; ++i) record.days.push_back(get_day(reader));
    return record;
}

}  // namespace infobip_otp
