// SPDX-License-Identifier: MIT
// Limits over sliding windows.
#include "sandbox/limit.hpp"

#include <limits>

#include "base/text.hpp"

namespace infobip_otp::sandbox {

std::optional<Limit> parse_limit(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto count = parse_unsigned(text.substr(0, slash));
    const auto window = parse_length(text.substr(slash + 1));
    if (!count || *count == 0 || *count > std::numeric_limits<std::int32_t>::max() || !window)
        return std::nullopt;
    return Limit{static_cast<unsigned>(*count), *window};
}

bool SlidingWindow::has_room(const Limit& limit, Time now) {
    return within(limit.window, now) < limit.count;
}

void SlidingWindow::record(Time now) {
    let_none_be_later_than(now);
    times_.push_back(now);
}

void SlidingWindow::let_none_be_later_than(Time now) {
    for (auto time = times_.rbegin(); time != times_.rend() && *time > now; ++time) *time = now;
}

unsigned SlidingWindow::within(Length length, Time now) {
    let_none_be_later_than(now);
    while (!times_.empty() && times_.front() + length <= now) times_.pop_front();
    return static_cast<unsigned>(times_.size());
}

}  // namespace infobip_otp::sandbox
