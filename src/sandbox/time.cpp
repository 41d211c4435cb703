// SPDX-License-Identifier: MIT
// Lengths of time and the movable clock.
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

Time MovableClock::now() const {
    return std::chrono::time_point_cast<Length>(std::chrono::system_clock::now()) + moved();
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
