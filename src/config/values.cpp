// SPDX-License-Identifier: MIT
// Values: numbers, lengths of time, windows, texts, lists.
#include "config/values.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/text.hpp"

namespace infobip_otp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t most_windows = 4;
constexpr seconds longest_window = std::chrono::hours(24 * 31);
constexpr std::size_t longest_name = 255;
constexpr std::string_view between_names = " \t\r\n\v\f,";
constexpr std::uint64_t largest_number = 1'000'000'000;  // times a day in ms: fits 64 bits

struct Unit {
    std::string_view name;
    milliseconds length;
};

// Largest first: the first that divides a length is the one to print it with.
constexpr Unit units[] = {
    {"d", std::chrono::hours(24)},  {"h", std::chrono::hours(1)}, {"m", std::chrono::minutes(1)},
    {"s", std::chrono::seconds(1)}, {"ms", milliseconds(1)},
};

std::optional<milliseconds> read_length(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = parse_unsigned(text.substr(0, digits));
    if (!number || *number > largest_number) return std::nullopt;
    for (const Unit& unit : units)
        if (text.substr(digits) == unit.name)
            return unit.length * static_cast<milliseconds::rep>(*number);
    return std::nullopt;
}

bool is_printable(char c) {
    return c >= ' ' && c <= '~';
}

std::optional<RateLimit> read_window(std::string_view text, unsigned most) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto count = parse_unsigned(text.substr(0, slash));
    const auto length = read_length(text.substr(slash + 1));
    if (!count || *count < 1 || *count > most) return std::nullopt;
    if (!length || *length < seconds(1) || *length > longest_window) return std::nullopt;
    if (*length % seconds(1) != milliseconds(0)) return std::nullopt;
    return RateLimit{static_cast<unsigned>(*count), std::chrono::duration_cast<seconds>(*length)};
}

bool is_country(std::string_view text) {
    if (text.size() < 2 || text.size() > 5 || text[0] != '+' || text[1] == '0') return false;
    return text.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

void skip_blanks(std::string_view& text) {
    text.remove_prefix(std::min(text.find_first_not_of(between_names), text.size()));
}

// Takes the name that the text begins with; one with blanks or commas stands in quotes.
Result<std::string_view> take_name(std::string_view& text) {
    const bool is_quoted = text.starts_with('"');
    if (is_quoted) text.remove_prefix(1);
    const std::size_t end =
        is_quoted ? text.find('"') : std::min(text.find_first_of(between_names), text.size());
    if (end == std::string_view::npos) return Error{"a quote is not closed"};
    const std::string_view name = text.substr(0, end);
    text.remove_prefix(end + (is_quoted ? 1 : 0));
    const bool ends = text.empty() || between_names.find(text.front()) != std::string_view::npos;
    if (!ends || (!is_quoted && name.find_first_of("\"'") != std::string_view::npos))
        return Error{"quotes stand around a whole name: \"domain admins\""};
    return name;
}

}  // namespace

Result<unsigned> parse_number(std::string_view text, unsigned least, unsigned most) {
    const auto number = parse_unsigned(text);
    if (!number || *number < least || *number > most)
        return Error{"write a number from " + std::to_string(least) + " to " +
                     std::to_string(most)};
    return static_cast<unsigned>(*number);
}

Result<milliseconds> parse_length(std::string_view text, milliseconds least, milliseconds most) {
    const auto length = read_length(text);
    if (!length)
        return Error{"write a length of time, a number and one of ms s m h d, such as " +
                     print_length(std::max<milliseconds>(least, seconds(2)))};
    if (*length < least || *length > most)
        return Error{"write a length of time from " + print_length(least) + " to " +
                     print_length(most)};
    return *length;
}

std::string print_length(milliseconds length) {
    if (length == milliseconds(0)) return "0s";
    for (const Unit& unit : units)
        if (length % unit.length == milliseconds(0))
            return std::to_string(length / unit.length) + std::string(unit.name);
    return {};
}

Result<RateLimits> parse_windows(std::string_view text, unsigned most) {
    if (text == "off") return RateLimits{};
    RateLimits limits;
    for (const std::string_view word : split_words(text, ",")) {
        const auto limit = read_window(word, most);
        if (!limit)
            return Error{"write off, or windows such as 5/1h 10/1d: a count from 1 to " +
                         std::to_string(most) + ", a slash, and a time from 1s to " +
                         print_length(longest_window) + " in whole seconds"};
        limits.push_back(*limit);
    }
    if (limits.empty() || limits.size() > most_windows)
        return Error{"write 1 to " + std::to_string(most_windows) +
                     " windows such as 5/1h 10/1d, or off"};
    return limits;
}

std::string print_windows(const RateLimits& limits) {
    std::vector<std::string> words;
    for (const RateLimit& limit : limits)
        words.push_back(std::to_string(limit.count) + "/" + print_length(limit.window));
    return print_list(words, "off");
}

Result<std::string> parse_text(std::string_view text, std::size_t longest) {
    if (text.empty()) return Error{"a value is missing"};
    if (text.size() > longest)
        return Error{"the value is longer than " + std::to_string(longest) + " bytes"};
    if (!std::all_of(text.begin(), text.end(), is_printable))
        return Error{"the value holds a byte that is not printable ASCII"};
    return std::string(text);
}

Result<std::string> parse_word(std::string_view text, std::size_t longest) {
    if (text.find(' ') != std::string_view::npos) return Error{"the value holds a blank"};
    return parse_text(text, longest);
}

Result<std::string> parse_path(std::string_view text, std::size_t longest) {
    if (!text.starts_with('/')) return Error{"write the whole path, beginning with /"};
    return parse_text(text, longest);
}

Result<std::vector<std::string>> parse_names(std::string_view text) {
    std::vector<std::string> names;
    if (text == "none") return names;
    for (skip_blanks(text); !text.empty(); skip_blanks(text)) {
        const bool is_quoted = text.starts_with('"');
        const auto word = take_name(text);
        if (!word) return word.error();
        if (*word == "none" && !is_quoted) return Error{"none cannot stand beside names"};
        auto name = parse_text(*word, longest_name);
        if (!name) return name.error();
        names.push_back(std::move(*name));
    }
    if (names.empty()) return Error{"write names with blanks or commas between, or none"};
    return names;
}

Result<std::vector<std::string>> parse_countries(std::string_view text) {
    std::vector<std::string> prefixes;
    if (text == "all") return prefixes;
    for (const std::string_view word : split_words(text, ",")) {
        if (!is_country(word))
            return Error{"write all, or country codes such as +41 +385: a plus and 1 to 4 digits"};
        prefixes.emplace_back(word);
    }
    if (prefixes.empty()) return Error{"write all, or country codes such as +41 +385"};
    return prefixes;
}

std::string print_list(const std::vector<std::string>& words, std::string_view standing_for_empty) {
    if (words.empty()) return std::string(standing_for_empty);
    std::string list;
    for (const std::string& word : words) {
        const bool is_plain = word.find_first_of(between_names) == std::string::npos &&
                              word.find('\'') == std::string::npos && word != standing_for_empty;
        list += (list.empty() ? "" : " ") + (is_plain ? word : '"' + word + '"');
    }
    return list;
}

}  // namespace infobip_otp
