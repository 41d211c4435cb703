// SPDX-License-Identifier: MIT
// LineReader: the lines of a file of any size in constant memory, which is wiped at the end.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

namespace infobip_otp {

class LineReader {
  public:
    static constexpr std::size_t block_size = 64 * 1024;
    static constexpr std::size_t longest_line = 4096;

    // Reads from where `descriptor` stands, which the caller keeps open.
    explicit LineReader(int descriptor);
    ~LineReader();
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;

    // The next line without its LF, valid until the next call; nullopt at the end of the file or
    // when reading failed. Of a line with more than longest_line bytes one byte more than that is
    // given: too long, whoever looks at its size.
    [[nodiscard]] std::optional<std::string_view> next() {
        const void* newline = std::memchr(begin_, '\n', static_cast<std::size_t>(end_ - begin_));
        if (newline == nullptr) return next_across_blocks();
        return take(static_cast<const char*>(newline));
    }

    // Of the line given last, from 1.
    [[nodiscard]] unsigned long number() const { return number_; }

    // errno of the read(2) that failed; 0: the end is the end of the file.
    [[nodiscard]] int failure() const { return failure_; }

  private:
    std::optional<std::string_view> take(const char* newline) {
        const auto size = static_cast<std::size_t>(newline - begin_);
        const std::string_view line(begin_, size > longest_line ? longest_line + 1 : size);
        begin_ = newline + 1;
        ++number_;
        return line;
    }
    std::optional<std::string_view> next_across_blocks();
    bool fill(std::size_t kept);

    int descriptor_;
    int failure_ = 0;
    unsigned long number_ = 0;
    std::unique_ptr<char[]> buffer_;
    std::size_t used_ = 0;  // bytes of the buffer that ever held something
    const char* begin_;     // what was read and not yet given
    const char* end_;
};

}  // namespace infobip_otp
