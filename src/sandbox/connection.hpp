// SPDX-License-Identifier: MIT
// Connection: the socket below a request, for answers that the HTTP library would not give.
#pragma once

#include <httplib.h>
#include <openssl/types.h>

#include <chrono>
#include <string_view>

namespace infobip_otp::sandbox {

class Connection {
  public:
    explicit Connection(const httplib::Request& request);

    // Bytes as they are, below or instead of the library's answer.
    void write(std::string_view bytes) const;

    // Whether something came within `limit`: bytes, or the end of it. True, and at once, where the
    // descriptor is not known.
    [[nodiscard]] bool wait(std::chrono::milliseconds limit) const;

    // Ends it at once; what the library writes later goes nowhere.
    void cut() const;

  private:
    SSL* tls_;        // nullptr: plain
    int descriptor_;  // -1: not found
};

}  // namespace infobip_otp::sandbox
