// SPDX-License-Identifier: MIT
// HelperProcess: the network program, started for one login and gone with it.
#pragma once

#include <chrono>
#include <string>

#include "base/descriptor.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/result.hpp"
#include "link/records.hpp"

namespace infobip_otp {

// Owns the process and its socket. The host may reap children itself or ignore SIGCHLD, so the
// process is signalled and waited for through a pidfd only: its number may belong to somebody
// else by then. Nothing of the host is changed: no signal disposition, mask or limit.
class HelperProcess {
  public:
    // `path` must be a file of root (or the effective uid) that others cannot write. Started with
    // an empty environment, a session of its own, default signals, /dev/null as 0 to 2, the socket
    // as 3, nothing else open, in "/".
    static Result<HelperProcess> start(const std::string& path);

    // Ends it and reaps; waits 2 s at most.
    ~HelperProcess();
    HelperProcess(HelperProcess&&) noexcept = default;
    HelperProcess& operator=(HelperProcess&&) = delete;

    template <class Record>
    [[nodiscard]] bool send(const Record& record) {
        return send_record(socket_.get(), &record, sizeof record);
    }

    enum class Answered { record, other_version, malformed, closed, too_late };

    // One reply, waited for until `deadline` of `clock`.
    [[nodiscard]] Answered receive(ReplyRecord& reply, std::chrono::milliseconds deadline,
                                   const Clock& clock);

    // Kills it without waiting: it goes while its owner does something else. Nothing is received
    // after that.
    void end();

  private:
    HelperProcess(Descriptor socket, Descriptor process)
        : socket_(std::move(socket)), process_(std::move(process)) {}

    Descriptor socket_;
    Descriptor process_;  // pidfd
};

}  // namespace infobip_otp
