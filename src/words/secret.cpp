// SPDX-License-Identifier: MIT
// Secret: wiping and comparing.
#include "infobip_otp/secret.hpp"

#include <cstring>
#include <utility>

namespace infobip_otp {

Secret::Secret(std::string_view text)
    : bytes_(std::make_unique<char[]>(text.size() + 1)), size_(text.size()) {
    if (!text.empty()) std::memcpy(bytes_.get(), text.data(), text.size());
}

Secret::Secret(Secret&& other) noexcept
    : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        bytes_ = std::move(other.bytes_);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

bool Secret::equals(std::string_view other) const noexcept {
    if (other.size() != size_) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < size_; ++i)
        difference |= static_cast<unsigned char>(data()[i]) ^ static_cast<unsigned char>(other[i]);
    return difference == 0;
}

void Secret::wipe() noexcept {
    if (bytes_) explicit_bzero(bytes_.get(), size_);
    bytes_.reset();
    size_ = 0;
}

}  // namespace infobip_otp
