// SPDX-License-Identifier: MIT
// HostRecord.
#include "limits/host_record.hpp"

#include <algorithm>

#include "base/bytes.hpp"
#include "base/checksum.hpp"

namespace infobip_otp {

std::string encode(const HostRecord& record) {
    ByteWriter writer;
    writer.number(static_cast<unsigned>(record.entry), 4);
    writer.number(static_cast<std::uint64_t>(record.time.time_since_epoch().count()), 8);
    writer.number(checksum(writer.bytes()), 4);
    return writer.bytes();
}

HostRecord decode_host_record(std::string_view bytes) {
    ByteReader reader(bytes);
    const auto entry = reader.number(4);
    const auto seconds = static_cast<std::int64_t>(reader.number(8));
    if (reader.number(4) != checksum(bytes.substr(0, 12)) || entry < 1 || entry > 3) return {};
    return {static_cast<HostEntry>(entry), WallTime(std::chrono::seconds(seconds))};
}

WallTime BackwardCount::place(WallTime time) {
    if (time <= lowest_) {
        ahead_ = std::chrono::seconds(0);
        return lowest_ = placed_ = time;
    }
    if (time == HostRecord{}.time) return placed_;
    ahead_ = std::max(ahead_, time - placed_);
    return placed_ = std::max(time - ahead_, WallTime{});
}

BackwardCount::Going BackwardCount::count(const HostRecord& record) {
    if (record.time > now_) met_the_future_ = true;
    const WallTime time = place(std::max(record.time, WallTime{}));
    const bool too_old = time <= now_ - window_;
    // What is moved back may have become older than what was written before it.
    if (too_old && time == lowest_) return Going::done;
    switch (record.entry) {
        case HostEntry::mark: break;
        case HostEntry::taken_back: ++taken_back_; break;
        case HostEntry::send:
            if (taken_back_ > 0)
                --taken_back_;
            else if (!too_old)
                times_.push_back(time);
    }
    return Going::on;
}

}  // namespace infobip_otp
