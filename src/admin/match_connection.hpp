// SPDX-License-Identifier: MIT
// Connections that meet Match blocks: which of sshd's settings hold for whom.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "admin/sshd_server.hpp"
#include "stack/match_blocks.hpp"
#include "stack/situation.hpp"

namespace infobip_otp::admin {

// Everything that a criterion of sshd_config(5) may ask about.
struct Connection {
    std::string user;
    std::string host = "localhost";
    std::string address = "127.0.0.1";
    std::string local_address = "127.0.0.1";
    std::string local_port = "22";
    std::string domain;

    // As `sshd -C` takes it.
    [[nodiscard]] std::string text() const;
};

// A connection, and the blocks that sshd says it meets.
struct KindOfConnection {
    Connection connection;
    std::set<std::size_t> blocks;  // numbers in the list
};

// That of this account from its host.
[[nodiscard]] Connection connection_of(const stack::Person& person, const SshdServer& server);

struct MatchSurvey {
    Connection usual;                     // an ordinary one; of `person`, where there is one
    std::vector<KindOfConnection> kinds;  // one for each set of blocks; the smaller sets first
    // For each block why no connection is known that meets it; "": there is one.
    std::vector<std::string> not_tried;
};

// Looks for connections into each block and into several at once: of accounts of this machine, of
// addresses and ports that the blocks name. `person`: of this account from its host only.
[[nodiscard]] MatchSurvey survey_matches(const SshdServer& server,
                                         const std::vector<stack::MatchBlock>& blocks,
                                         const std::optional<stack::Person>& person);

}  // namespace infobip_otp::admin
