// SPDX-License-Identifier: MIT
// MemoryPinService: a provider with one right code, that can be told to answer otherwise.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "infobip_otp/pin_service.hpp"

namespace infobip_otp::testing {

class MemoryPinService final : public PinService {
  public:
    Result<void> make_ready() override {
        ++readied;
        if (no_key) return Error{"/key: cannot be read"};
        return {};
    }

    [[nodiscard]] PinReply send(const PhoneNumber& to) override {
        before_request();
        calls.push_back("send " + std::string(to.digits()));
        PinReply reply = next(PinOutcome::sent);
        if (reply.outcome == PinOutcome::sent) {
            current_ = "PIN" + std::to_string(++made_);
            reply.pin_id = Secret(current_);
        }
        return reply;
    }

    [[nodiscard]] PinReply resend(const Secret& pin_id) override {
        before_request();
        calls.push_back("resend " + std::string(pin_id.reveal()));
        PinReply reply = next(PinOutcome::sent);
        if (reply.outcome == PinOutcome::sent && !new_id_at_resend.empty()) {
            current_ = new_id_at_resend;
            reply.pin_id = Secret(current_);
        }
        return reply;
    }

    [[nodiscard]] PinReply verify(const Secret& pin_id, const Secret& code) override {
        before_request();
        calls.push_back("verify " + std::string(pin_id.reveal()) + " " +
                        std::string(code.reveal()));
        const bool right = pin_id.equals(current_) && code.equals(right_code);
        return next(right ? PinOutcome::verified : PinOutcome::wrong_code);
    }

    bool no_key = false;   // make_ready() fails
    unsigned readied = 0;  // calls of make_ready()
    // What the next calls answer instead; PinOutcome{} leaves one as it is.
    std::deque<PinOutcome> instead;
    std::chrono::seconds unreached_for = std::chrono::hours(1);  // PinReply::unreached_for
    bool over_kept_connection = false;  // PinReply::fresh_connection of what follows is false
    int http_status = 0;                // PinReply::http_status of what follows
    std::string right_code = "123456";
    std::string new_id_at_resend;
    std::vector<std::string> calls;
    std::function<void()> before_request = [] {};

  private:
    PinReply next(PinOutcome honest) {
        PinReply reply;
        reply.outcome = honest;
        reply.http_status = http_status;
        reply.fresh_connection = !over_kept_connection;
        reply.unreached_for = unreached_for;
        if (!instead.empty()) {
            if (instead.front() != PinOutcome{}) reply.outcome = instead.front();
            instead.pop_front();
        }
        return reply;
    }

    std::string current_;
    unsigned made_ = 0;
};

}  // namespace infobip_otp::testing
