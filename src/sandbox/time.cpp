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

std::tm parts_of(Time time) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return parts;
}

constexpr std::string_view time_shape = "0000-00-00T00:00:00";

// A digit for each 0, everything else as it stands.
bool has_shape(std::string_view text, std::string_view shape) {
    if (text.size() != shape.size()) return false;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return false;
    return true;
}

// ".25" is 250 ms, "" none.
std::optional<Length> parse_fraction(std::string_view text) {
    if (text.empty()) return Length(0);
    const std::string_view digits = text.substr(1);
    if (text.front() != '.' || digits.empty() ||
        !has_shape(digits, std::string(digits.size(), '0')))
        return std::nullopt;
    const auto thousandths = parse_unsigned((std::string(digits) + "00").substr(0, 3));
    return Length(static_cast<Length::rep>(*thousandths));
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
    if (!has_shape(text.substr(0, time_shape.size()), time_shape) || text.back() != 'Z')
        return std::nullopt;
    const auto number = [text](std::size_t at, std::size_t digits) {
        return static_cast<int>(*parse_unsigned(text.substr(at, digits)));
    };
    const std::chrono::year_month_day day(std::chrono::year(number(0, 4)),
                                          std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                          std::chrono::day(static_cast<unsigned>(number(8, 2))));
    const int hour = number(11, 2);
    const int minute = number(14, 2);
    const int second = number(17, 2);
    text.remove_prefix(time_shape.size());
    const auto part = parse_fraction(text.substr(0, text.size() - 1));
    if (!day.ok() || day.year() < std::chrono::year(1970) || hour > 23 || minute > 59 ||
        second > 59 || !part)
        return std::nullopt;
    return std::chrono::sys_days(day) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
           std::chrono::seconds(second) + *part;
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
    return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// English names: this program never leaves the locale C.
std::string to_http_date(Time time) {
    const std::tm parts = parts_of(time);
    std::array<char, 40> text{};
    return {text.data(),
            std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

}  // namespace infobip_otp::sandbox
