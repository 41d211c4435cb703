// SPDX-License-Identifier: MIT
// TerminalPhone: messages as they would arrive, on standard output or one line each in a file.
#pragma once

#include <memory>
#include <string>

#include "infobip_otp/result.hpp"
#include "sandbox/outbox.hpp"

namespace infobip_otp::sandbox {

class TerminalPhone {
  public:
    // "-": standard output, a frame around each message. Anything else: a file of this user, no
    // link, 0600 from then on, that gets "+41793026727 InfoSMS: Your code is 123456" for each.
    static Result<std::shared_ptr<TerminalPhone>> open(const std::string& where);

    void show(const Message& message) const;

  private:
    TerminalPhone(int descriptor, bool framed) : descriptor_(descriptor), framed_(framed) {}

    int descriptor_;  // for as long as the program runs
    bool framed_;
};

}  // namespace infobip_otp::sandbox
