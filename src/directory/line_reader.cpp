// SPDX-License-Identifier: MIT
// LineReader: blocks, and the lines that cross them.
#include "directory/line_reader.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace infobip_otp {
namespace {

// Kept of a line that crosses blocks, the rest is forgotten: enough to see that it is too long.
constexpr std::size_t most_kept = LineReader::longest_line + 1;

}  // namespace

LineReader::LineReader(int descriptor)
    : descriptor_(descriptor),
      buffer_(std::make_unique_for_overwrite<char[]>(most_kept + block_size)),
      begin_(buffer_.get()),
      end_(begin_) {}

LineReader::~LineReader() {
    explicit_bzero(buffer_.get(), used_);
}

// One block behind the first `kept` bytes of the buffer; false at the end of the file.
bool LineReader::fill(std::size_t kept) {
    char* const place = buffer_.get() + kept;
    ssize_t got = 0;
    do {
        got = ::read(descriptor_, place, block_size);
    } while (got < 0 && errno == EINTR);
    if (got < 0) failure_ = errno;
    const auto size = static_cast<std::size_t>(std::max<ssize_t>(got, 0));
    used_ = std::max(used_, kept + size);
    begin_ = buffer_.get();
    end_ = place + size;
    return size != 0;
}

std::optional<std::string_view> LineReader::next_across_blocks() {
    for (;;) {
        const std::size_t kept = std::min(static_cast<std::size_t>(end_ - begin_), most_kept);
        std::memmove(buffer_.get(), begin_, kept);
        if (!fill(kept)) {
            if (kept == 0 || failure_ != 0) return std::nullopt;
            begin_ = end_;
            ++number_;
            return std::string_view(buffer_.get(), kept);
        }
        const void* newline = std::memchr(begin_, '\n', static_cast<std::size_t>(end_ - begin_));
        if (newline != nullptr) return take(static_cast<const char*>(newline));
    }
}

}  // namespace infobip_otp
