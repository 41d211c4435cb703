// SPDX-License-Identifier: MIT
// AccountRecord: what one account has spent, as a value, and its bytes on disk.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/slot_file.hpp"
#include "infobip_otp/limit_store.hpp"
#include "infobip_otp/rate_limit.hpp"

namespace infobip_otp {

inline constexpr SlotFormat account_record_format{"IOTPLIM\n", 1};

// Which limits can refuse: Limit without `none`, in its order.
inline constexpr std::size_t refusing_limits = 5;

// One day (UTC) of one account, in numbers: for `infobip-otp usage`. They stop at 65535.
struct DayCount {
    std::uint32_t day = 0;       // days since 1970-01-01
    std::uint16_t messages = 0;  // sent, or perhaps sent
    std::uint16_t not_sent = 0;  // taken back: certainly no message
    std::uint16_t right = 0;     // logins that ended with the right code
    std::uint16_t wrong = 0;     // codes that were wrong, or never answered
    std::array<std::uint16_t, refusing_limits> refused{};
    bool operator==(const DayCount&) const = default;
};

// Times in ascending order, at most most_counted of each.
struct AccountRecord {
    std::vector<WallTime> sends;
    std::vector<WallTime> unanswered;  // sends since the last success
    std::vector<WallTime> failures;    // wrong codes since the last success
    std::vector<DayCount> days;        // in the order of first use, at most days_kept
    Unseen unseen;                     // neither a limit nor a reset forgets it
    bool operator==(const AccountRecord&) const = default;
};

inline constexpr std::size_t days_kept = 31;

// The newest time is kept whole, and of the others the lowest 32 bits of their seconds. A time
// outside of 1970 to 9999, or 136 years older than the newest one, is moved to the border.
[[nodiscard]] std::string encode(const AccountRecord& record);

// The payload of a sound slot. Counts beyond the room of the record are cut to it.
[[nodiscard]] AccountRecord decode(std::string_view payload);

}  // namespace infobip_otp
