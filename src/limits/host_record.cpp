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

BackwardCount::Going BackwardCount::count(const HostRecord& record) {
    if (record.time > now_) met_the_future_ = true;
    behind_ = std::min(behind_, record.time);
    if (behind_ <= now_ - window_) return Going::done;
    switch (record.entry) {
        case HostEntry::mark: break;
        case HostEntry::taken_back: ++taken_back_; break;
        case HostEntry::send:
            if (taken_back_ > 0)
                --taken_back_;
            else
                times_.push_back(behind_);
    }
    return Going::on;
}

}  // namespace infobip_otp
