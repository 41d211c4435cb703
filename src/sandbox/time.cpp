// SPDX-License-Identifier: MIT
// Lengths, points of time and the movable clock.
#include "sandbox/time.hpp"

#include <array>
#include <ctime>

#include "base/text.hpp"

namespace infobip_otp::sandbox {
namespace {

struct Unit {
    std::string_view name;
    Length length;
};

constexpr std::array<Unit, 5> units = {{
    {"ms", std::chrono::milliseconds(1)},
    {"s", std::chrono::seconds(1)},
    {"m", std::chrono::minutes(1)},
    {"h", std::chrono::hours(1)},
    {"d", std::chrono::hours(24)},
}};

// Keeps number times unit inside 64 bits; a thousand years.
constexpr std::uint64_t largest = 32'000'000'000'000;

constexpr char time_format[] = "%Y-%m-%dT%H:%M:%SZ";

std::tm parts_of(Time time) {
    // Not by to_time_t: the nanoseconds of system_clock end in 2262.
    const std::time_t seconds =
        std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return parts;
}

Time wall_now() {
    return std::chrono::time_point_cast<Length>(std::chrono::system_clock::now());
}

}  // namespace

std::optional<Length> parse_length(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    std::uint64_t number = 1;
    if (digits > 0) {
        const auto parsed = parse_unsigned(text.substr(0, digits));
        if (!parsed || *parsed == 0) return std::nullopt;
        number = *parsed;
    }
    for (const Unit& unit : units) {
        if (text.substr(digits) != unit.name) continue;
        if (number > largest / static_cast<std::uint64_t>(unit.length.count())) return std::nullopt;
        return unit.length * static_cast<Length::rep>(number);
    }
    return std::nullopt;
}

std::optional<Time> parse_time(std::string_view text) {
    std::tm parts{};
    strptime(std::string(text).c_str(), time_format, &parts);
    const Time time = std::chrono::sys_seconds(std::chrono::seconds(timegm(&parts)));
    // strptime(3) takes blanks, short numbers and February 30: only what is written so again is a
    // time.
    if (time < Time() || to_text(time) != text) return std::nullopt;
    return time;
}

Time MovableClock::now() const {
    return wall_now() + moved();
}

void MovableClock::set(Time time) {
    moved_ = (time - wall_now()).count();
}

std::string to_text(Time time) {
    const std::tm parts = parts_of(time);
    std::array<char, 32> text{};
    return {text.data(), std::strftime(text.data(), text.size(), time_format, &parts)};
}

// English names: this program never leaves the locale C.
std::string to_http_date(Time time) {
    const std::tm parts = parts_of(time);
    std::array<char, 40> text{};
    return {text.data(),
            std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

}  // namespace infobip_otp::sandbox
