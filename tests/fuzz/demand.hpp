// SPDX-License-Identifier: MIT
// demand(): what a fuzz target claims; a claim that does not hold ends the program.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace infobip_otp::testing {

inline void demand(bool truth) {
    if (!truth) std::abort();
}

inline std::string_view as_text(const std::uint8_t* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

// One byte of the input for a choice; 0 at its end.
inline unsigned take_byte(std::string_view& input) {
    if (input.empty()) return 0;
    const auto byte = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    return byte;
}

inline bool is_printable(std::string_view text) {
    for (const char c : text)
        if (c < ' ' || c > '~') return false;
    return true;
}

}  // namespace infobip_otp::testing
