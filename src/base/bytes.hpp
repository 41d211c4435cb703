// SPDX-License-Identifier: MIT
// ByteWriter, ByteReader: numbers and texts at fixed places, little-endian on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace infobip_otp {

class ByteWriter {
  public:
    // The lowest `width` bytes of `value`; what is higher must be 0.
    void number(std::uint64_t value, std::size_t width) {
        for (std::size_t i = 0; i < width; ++i)
            bytes_ += static_cast<char>((value >> (8 * i)) & 0xFF);
    }

    // `text`, then zeros up to `width` bytes; a longer text is cut.
    void text(std::string_view text, std::size_t width) {
        bytes_ += text.substr(0, width);
        if (text.size() < width) bytes_.append(width - text.size(), '\0');
    }

    [[nodiscard]] const std::string& bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

// Reads what ByteWriter wrote. Behind the end it reads zeros: a checksum was compared before.
class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t number(std::size_t width) {
        const std::string_view field = take(width);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < field.size(); ++i)
            value |= std::uint64_t{static_cast<unsigned char>(field[i])} << (8 * i);
        return value;
    }

    // Up to the first zero.
    std::string_view text(std::size_t width) {
        const std::string_view field = take(width);
        return field.substr(0, field.find('\0'));
    }

  private:
    std::string_view take(std::size_t width) {
        const std::string_view field = bytes_.substr(0, width);
        bytes_.remove_prefix(field.size());
        return field;
    }

    std::string_view bytes_;
};

}  // namespace infobip_otp
