// SPDX-License-Identifier: MIT
// Text: the few string operations that several folders need.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace infobip_otp {

// Blank, tab, CR, LF, vertical tab and form feed; no locale is asked.
[[nodiscard]] bool is_space(char c);

[[nodiscard]] std::string_view trim(std::string_view text);

// Words between blanks or any of `separators`.
[[nodiscard]] std::vector<std::string_view> split_words(std::string_view text,
                                                        std::string_view separators = "");

// Without their line feeds; what follows the last one is a line too, unless it is empty.
[[nodiscard]] std::vector<std::string_view> split_lines(std::string_view text);

// Decimal digits only, the whole text, no sign; nullopt for anything else or on overflow.
[[nodiscard]] std::optional<std::uint64_t> parse_unsigned(std::string_view text);

// What a terminal or a log may see of text from outside (docs/security-rules.md rule 14): printable
// ASCII, everything else as '?', cut to `longest` bytes.
[[nodiscard]] std::string printable(std::string_view text, std::size_t longest);

}  // namespace infobip_otp
