// SPDX-License-Identifier: MIT
// Secret: text that wipes itself and is never printed.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace infobip_otp {

// An API key, a code that was typed, a pinId, a phone number. The bytes live in one heap buffer
// of their own (a short std::string would keep them inside the object, where moving leaves a
// copy behind) and are overwritten by explicit_bzero(3) before the buffer is given back.
// Move-only: every copy is visible in the code as Secret(other.reveal()).
class Secret {
  public:
    Secret() = default;
    explicit Secret(std::string_view text);
    ~Secret() { wipe(); }

    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    // The bytes, followed by a NUL. Valid until this object is moved from, wiped or destroyed.
    [[nodiscard]] std::string_view reveal() const noexcept { return {data(), size_}; }
    [[nodiscard]] const char* c_str() const noexcept { return data(); }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }

    // In time that depends on the lengths only.
    [[nodiscard]] bool equals(std::string_view other) const noexcept;

    void wipe() noexcept;

  private:
    [[nodiscard]] const char* data() const noexcept { return bytes_ ? bytes_.get() : ""; }

    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
};

}  // namespace infobip_otp
