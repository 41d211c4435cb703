// SPDX-License-Identifier: MIT
// Time words.
#include "admin/time_words.hpp"

#include <cstdio>

namespace infobip_otp::admin {

std::string wait_words(std::chrono::seconds wait) {
    struct Unit {
        const char* name;
        long long seconds;
    };
    constexpr Unit units[] = {{"d", 86'400}, {"h", 3'600}, {"m", 60}, {"s", 1}};
    long long left = wait.count();
    if (left <= 0) return "now";
    std::string text;
    int used = 0;
    for (const Unit& unit : units) {
        const long long number = left / unit.seconds;
        left %= unit.seconds;
        if (text.empty() && number == 0) continue;
        if (number > 0) text += (text.empty() ? "" : " ") + std::to_string(number) + unit.name;
        if (++used == 2) break;
    }
    return text;
}

std::string moment_words(std::chrono::sys_seconds when) {
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::hh_mm_ss time(when - day);
    char text[16];
    std::snprintf(text, sizeof text, " %02d:%02d UTC", static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()));
    return day_words(static_cast<std::uint32_t>(day.time_since_epoch().count())) + text;
}

std::string day_words(std::uint32_t day) {
    const std::chrono::year_month_day date{
        std::chrono::sys_days(std::chrono::days(static_cast<int>(day)))};
    char text[32];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text;
}

}  // namespace infobip_otp::admin
