// SPDX-License-Identifier: MIT
// State files over any bytes: limits, recovery codes and the host's list. What is sound reads as
// it was written; whatever stands there, counting it ends.
#include <string>

#include "base/slot_file.hpp"
#include "fuzz/demand.hpp"
#include "limits/account_limits.hpp"
#include "limits/account_record.hpp"
#include "limits/host_record.hpp"
#include "limits/limit_settings.hpp"
#include "recovery/recovery_record.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

const WallTime now(std::chrono::seconds(1'800'000'000));

void check_account(std::string_view payload) {
    AccountRecord record = decode(payload);
    demand(record.sends.size() <= most_counted && record.days.size() <= days_kept);
    const std::string bytes = encode(record);
    demand(bytes.size() <= slot_payload_size);
    demand(decode(bytes) == record);
    settle(record, now);
    const LimitSettings limits{{{5, std::chrono::hours(1)}},
                               {{20, std::chrono::hours(1)}},
                               {},
                               {{10, std::chrono::hours(1)}},
                               std::chrono::seconds(20)};
    demand(may_send(record, limits, now).wait.count() >= 0);
    demand(may_fail(record, limits, now).wait.count() >= 0);
    add_send(record, now);
    add_failure(record, now);
    demand(decode(encode(record)).sends.size() == record.sends.size());
}

void check_recovery(std::string_view payload) {
    const RecoveryRecord record = decode_recovery_record(payload);
    demand(record.entries.size() <= codes_in_a_set);
    const std::string bytes = encode(record);
    demand(bytes.size() <= slot_payload_size);
    demand(encode(decode_recovery_record(bytes)) == bytes);
}

void check_host(std::string_view content) {
    BackwardCount counting(now, std::chrono::hours(1));
    for (; content.size() >= host_record_size; content.remove_prefix(host_record_size)) {
        const HostRecord record = decode_host_record(content.substr(0, host_record_size));
        if (counting.count(record) == BackwardCount::Going::done) break;
    }
    for (const WallTime time : counting.times()) demand(time <= now);
}

void check_slots(const SlotFormat& format, std::string_view content) {
    const Slots slots = read_slots(format, content);
    demand(slots.state != SlotsState::sound || content.size() == slot_file_size);
    demand(slots.state != SlotsState::newer || slots.version > format.version);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string content(as_text(bytes, size));
    check_slots(account_record_format, content);
    check_slots(recovery_record_format, content);
    // Behind a right checksum, which no mutation finds.
    std::string payload = content.substr(0, slot_payload_size);
    payload.resize(slot_payload_size);
    const Slots made = read_slots(account_record_format, new_slots(account_record_format, payload));
    demand(made.state == SlotsState::sound && made.payload == payload);
    check_account(payload);
    check_recovery(payload);
    check_host(content);
    return 0;
}
