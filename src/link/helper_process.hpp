// SPDX-License-Identifier: MIT
// HelperProcess: the network program, started for one login and gone with it.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "base/descriptor.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/result.hpp"
#include "link/records.hpp"

namespace infobip_otp {

// Owns the process by two sockets: the wall, and the lifeline, whose end kills it (SIGKILL, by the
// kernel), also where it is stopped. The process is nobody's child here (decision 0013): a
// host that has its own ideas of children gets no SIGCHLD of it and finds none to wait for, and no
// process number is ever used that could belong to somebody else by then. Nothing of the host is
// changed: no signal disposition, mask or limit.
class HelperProcess {
  public:
    // `path` must be a file of root (or the effective uid) that others cannot write. Started with
    // an empty environment, a session of its own, default signals, /dev/null as 0 to 2, the wall as
    // 3, the lifeline as 4, nothing else open, in "/". A host that is root gives it no other uid:
    // the caller of su, whose real uid su has, may not signal it.
    static Result<HelperProcess> start(const std::string& path);

    // Ends it; waits until it is gone, 2 s at most.
    ~HelperProcess();
    HelperProcess(HelperProcess&&) noexcept = default;
    HelperProcess& operator=(HelperProcess&&) = delete;

    template <class Record>
    [[nodiscard]] bool send(const Record& record) {
        return send_record(wall_.get(), &record, sizeof record);
    }

    enum class Answered { record, other_version, malformed, closed, too_late };

    // One record, waited for until `deadline` of `clock`.
    template <class Record>
    [[nodiscard]] Answered receive(Record& record, std::chrono::milliseconds deadline,
                                   const Clock& clock) {
        return receive(&record, sizeof record, deadline, clock);
    }

    // Kills it without waiting: it goes while its owner does something else. Nothing is received
    // after that.
    void end();

  private:
    HelperProcess(Descriptor wall, Descriptor lifeline)
        : wall_(std::move(wall)), lifeline_(std::move(lifeline)) {}

    Answered receive(void* record, std::size_t size, std::chrono::milliseconds deadline,
                     const Clock& clock);

    Descriptor wall_;
    Descriptor lifeline_;
};

}  // namespace infobip_otp
