// SPDX-License-Identifier: MIT
// Session: the helper's side of the wall, from the opening record to the end of the login.
#pragma once

#include <chrono>
#include <string_view>

#include "infobip_otp/clock.hpp"
#include "infobip_otp/pin_service.hpp"
#include "infobip_otp/result.hpp"
#include "link/records.hpp"

namespace infobip_otp {

class Session {
  public:
    // `socket`: the SOCK_SEQPACKET end that this program was started with. `clock` must outlive
    // the session.
    Session(int socket, std::string_view version, const Clock& clock)
        : socket_(socket), version_(version), clock_(clock) {}

    // For a program that is confined: says so, takes the opening and answers requests until the
    // other side closes, a record is wrong or the time of the opening record is over. Returns the
    // exit status.
    [[nodiscard]] int serve();

    // For a program that is not: says `reason`, takes nothing. Returns the exit status.
    [[nodiscard]] int refuse(std::string_view reason);

  private:
    template <class Record>
    [[nodiscard]] Received receive(Record& record);
    [[nodiscard]] int answer_requests(PinService& pins);
    [[nodiscard]] int refuse_next(std::string_view reason);
    [[nodiscard]] bool say_confined(std::string_view problem);
    [[nodiscard]] int refuse_version(std::uint32_t version);
    [[nodiscard]] bool reply(PinReply answer);

    int socket_;
    std::string_view version_;
    const Clock& clock_;
    std::chrono::milliseconds end_{0};  // until when a record is waited for
};

}  // namespace infobip_otp
