// SPDX-License-Identifier: MIT
// CappedAnswer: what arrives of one answer, up to a limit; wiped, because it names the pinId.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "http/transport.hpp"

namespace infobip_otp {

class CappedAnswer {
  public:
    CappedAnswer() = default;
    ~CappedAnswer() { explicit_bzero(body_.data(), size_); }
    CappedAnswer(const CappedAnswer&) = delete;
    CappedAnswer& operator=(const CappedAnswer&) = delete;

    // False: all header lines together are longer than a body may be.
    [[nodiscard]] bool add_header(std::size_t size) {
        header_size_ += size;
        return header_size_ <= Transport::longest_body;
    }

    // False, and nothing taken: the body is too long.
    [[nodiscard]] bool add_body(const char* bytes, std::size_t size) {
        too_long_ = too_long_ || size > body_.size() - size_;
        if (too_long_) return false;
        if (size > 0) std::memcpy(body_.data() + size_, bytes, size);
        size_ += size;
        return true;
    }

    [[nodiscard]] bool too_long() const { return too_long_; }
    [[nodiscard]] std::string_view body() const { return {body_.data(), size_}; }

  private:
    std::array<char, Transport::longest_body> body_;  // only the first size_ bytes are set
    std::size_t size_ = 0;
    std::size_t header_size_ = 0;
    bool too_long_ = false;
};

}  // namespace infobip_otp
