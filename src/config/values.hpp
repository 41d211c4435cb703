// SPDX-License-Identifier: MIT
// Values: what stands behind the `=` of a setting, as text and as a value.
//
// Every parse_*() reads the whole text or refuses it; its Error says what to write instead and
// never quotes the text (somebody may have put a key there). Every print_*() writes what the
// parse_*() beside it reads back to the same value.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "infobip_otp/rate_limit.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp {

// Decimal digits.
Result<unsigned> parse_number(std::string_view text, unsigned least, unsigned most);

// A number and one of ms s m h d: "250ms", "20s". The largest unit that divides it is printed.
Result<std::chrono::milliseconds> parse_length(std::string_view text,
                                               std::chrono::milliseconds least,
                                               std::chrono::milliseconds most);
[[nodiscard]] std::string print_length(std::chrono::milliseconds length);

// "5/1h 10/1d": at most 5 in any hour and 10 in any day; at most four windows of 1s to 31d, each
// with a count from 1 to `most`. "off": no limit, an empty list.
Result<RateLimits> parse_windows(std::string_view text, unsigned most);
[[nodiscard]] std::string print_windows(const RateLimits& limits);

// Printable ASCII, at most `longest` bytes.
Result<std::string> parse_text(std::string_view text, std::size_t longest);
// The same without blanks.
Result<std::string> parse_word(std::string_view text, std::size_t longest);
// A path from the root on, at most `longest` bytes.
Result<std::string> parse_path(std::string_view text, std::size_t longest);

// Words between blanks or commas, those with such a byte in them in quotes: "domain admins";
// "none": an empty list.
Result<std::vector<std::string>> parse_names(std::string_view text);
// "+41 +385": a plus and 1 to 4 digits, the first not 0; "all": an empty list.
Result<std::vector<std::string>> parse_countries(std::string_view text);

// `standing_for_empty` where there are none, else the words with one blank between, in quotes as
// parse_names() wants them.
[[nodiscard]] std::string print_list(const std::vector<std::string>& words,
                                     std::string_view standing_for_empty);

}  // namespace infobip_otp
