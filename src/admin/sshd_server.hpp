// SPDX-License-Identifier: MIT
// SshdServer: what this machine's sshd says of its own settings.
#pragma once

#include <string>
#include <vector>

#include "infobip_otp/result.hpp"
#include "stack/match_blocks.hpp"

namespace infobip_otp::admin {

class SshdServer {
  public:
    // The Error has sshd's own words: it would not start with its settings, or cannot be asked.
    static Result<SshdServer> ask();

    // What `sshd -T` prints for nobody in particular: no Match block counts as far as sshd lets it
    // be asked so.
    [[nodiscard]] const std::string& general() const { return general_; }

    // What it prints for this connection, as -C takes it.
    [[nodiscard]] Result<std::string> settings_of(const std::string& connection) const;

    // Which of the blocks the connection meets.
    [[nodiscard]] Result<std::set<std::size_t>> met(const std::vector<stack::MatchBlock>& blocks,
                                                    const std::string& connection) const;

    // The first port that it listens on.
    [[nodiscard]] std::string port() const;

  private:
    std::string general_;
};

}  // namespace infobip_otp::admin
