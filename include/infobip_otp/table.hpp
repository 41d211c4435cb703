// SPDX-License-Identifier: MIT
// Table: one row for each enumerator, proved by the compiler.
#pragma once

#include <cstddef>
#include <iterator>
#include <string_view>
#include <type_traits>

namespace infobip_otp {

// The compiler names an enumerator "Cause::bug", and any other value "(Cause)39".
template <auto value>
[[nodiscard]] consteval bool is_enumerator() {
    return std::string_view(__PRETTY_FUNCTION__).find("= (") == std::string_view::npos;
}

// True where the rows have the enumerators of `key` in their order, each once and none missing. The
// enumerators count up by one.
template <const auto& rows, auto key>
[[nodiscard]] consteval bool is_complete() {
    constexpr auto first = rows[0].*key;
    constexpr auto last = rows[std::size(rows) - 1].*key;
    using Key = std::remove_const_t<decltype(first)>;
    int number = static_cast<int>(first);
    for (const auto& row : rows)
        if (static_cast<int>(row.*key) != number++) return false;
    return !is_enumerator<static_cast<Key>(static_cast<int>(first) - 1)>() &&
           !is_enumerator<static_cast<Key>(static_cast<int>(last) + 1)>();
}

}  // namespace infobip_otp
