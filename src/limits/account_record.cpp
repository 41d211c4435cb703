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
static_assert(3 * times_size + 4 + days_kept * day_size <= slot_payload_size);

void put_times(ByteWriter& writer, const std::vector<WallTime>& times) {
    writer.number(times.size(), 4);
    for (const WallTime time : times) {
        const auto seconds = std::clamp<std::int64_t>(time.time_since_epoch().count(), 0,
                                                      std::numeric_limits<std::uint32_t>::max());
        writer.number(static_cast<std::uint64_t>(seconds), 4);
    }
    writer.text("", 4 * (most_counted - times.size()));
}

std::vector<WallTime> get_times(ByteReader& reader) {
    const auto count = std::min<std::uint64_t>(reader.number(4), most_counted);
    std::vector<WallTime> times;
    for (unsigned i = 0; i < most_counted; ++i) {
        const auto seconds = static_cast<std::int64_t>(reader.number(4));
        if (i < count) times.emplace_back(std::chrono::seconds(seconds));
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

}  // namespace

std::string encode(const AccountRecord& record) {
    ByteWriter writer;
    put_times(writer, record.sends);
    put_times(writer, record.unanswered);
    put_times(writer, record.failures);
    writer.number(record.days.size(), 4);
    for (const DayCount& day : record.days) put_day(writer, day);
    return writer.bytes();
}

AccountRecord decode(std::string_view payload) {
    ByteReader reader(payload);
    AccountRecord record;
    record.sends = get_times(reader);
    record.unanswered = get_times(reader);
    record.failures = get_times(reader);
    const auto days = std::min<std::uint64_t>(reader.number(4), days_kept);
    for (std::uint64_t i = 0; i < days; ++i) record.days.push_back(get_day(reader));
    return record;
}

}  // namespace infobip_otp
