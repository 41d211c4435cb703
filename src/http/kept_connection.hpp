// SPDX-License-Identifier: MIT
// KeptConnection: whether the next exchange can go over the connection of the one before.
//
// Then no name is resolved and no thread started, and what those need (local_resources.hpp) need
// not be tried: 0.2 of the 2 ms from a typed code to the verdict, docs/benchmarks.md.
#pragma once

#include <chrono>

namespace infobip_otp {

class KeptConnection {
  public:
    // libcurl gives up what was idle for longer, CURLOPT_MAXAGE_CONN.
    static constexpr std::chrono::seconds longest_idle{30};

    // After an exchange; `socket` stays libcurl's, negative: it kept none. `now` in both calls:
    // since boot.
    void remember(int socket, std::chrono::milliseconds now);

    // The next exchange needs a new one.
    void forget() { socket_ = -1; }

    [[nodiscard]] bool is_there() const { return socket_ >= 0; }

    // Open, with nothing to read: a server that closes it, with TLS's goodbye or without, or says
    // something unasked, is seen here. libcurl 7.88 takes the goodbye for a living connection.
    [[nodiscard]] bool stands(std::chrono::milliseconds now) const;

  private:
    int socket_ = -1;
    std::chrono::milliseconds used_{0};
};

}  // namespace infobip_otp
