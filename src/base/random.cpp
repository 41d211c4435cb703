// SPDX-License-Identifier: MIT
// Random bytes.
#include "base/random.hpp"

#include <sys/random.h>

#include <cerrno>
#include <vector>

#include "base/file.hpp"

namespace infobip_otp {

Result<void> fill_random(std::span<std::byte> bytes) {
    while (!bytes.empty()) {
        const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error("getrandom", errno);
        bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
    return {};
}

Result<std::string> random_hex(std::size_t bytes) {
    std::vector<std::byte> raw(bytes);
    if (auto filled = fill_random(raw); !filled) return filled.error();
    std::string text;
    for (const std::byte byte : raw) {
        const auto value = std::to_integer<unsigned>(byte);
        text += "0123456789ABCDEF"[value >> 4];
        text += "0123456789ABCDEF"[value & 15];
    }
    return text;
}

}  // namespace infobip_otp
