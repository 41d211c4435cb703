// SPDX-License-Identifier: MIT
// TriedAddresses: where one attempt has tried to connect to, in order.
#pragma once

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

namespace infobip_otp {

class TriedAddresses {
  public:
    struct One {
        sockaddr_storage address{};
        socklen_t size = 0;

        [[nodiscard]] const sockaddr* get() const {
            return reinterpret_cast<const sockaddr*>(&address);
        }
    };

    // Beyond what there is room for the last one is replaced. Called by libcurl: allocates nothing.
    void add(const sockaddr* address, socklen_t size) {
        if (count_ < all_.size()) ++count_;
        One& one = all_[count_ - 1];
        one.size = std::min<socklen_t>(size, sizeof one.address);
        std::memcpy(&one.address, address, one.size);
    }

    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] const One& last() const { return all_[count_ - 1]; }  // not of none
    [[nodiscard]] const One* begin() const { return all_.data(); }
    [[nodiscard]] const One* end() const { return all_.data() + count_; }

  private:
    std::array<One, 16> all_{};
    std::size_t count_ = 0;
};

}  // namespace infobip_otp
