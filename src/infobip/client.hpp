// SPDX-License-Identifier: MIT
// InfobipClient: the PinService over Infobip's 2FA API.
#pragma once

#include "http/transport.hpp"
#include "infobip/wire.hpp"
#include "infobip_otp/pin_service.hpp"

namespace infobip_otp {

class InfobipClient final : public PinService {
  public:
    // `transport` must outlive this object. `api_key` is only kept to keep it out of the log.
    InfobipClient(PinTemplate from, Secret api_key, Transport& transport)
        : from_(std::move(from)), api_key_(std::move(api_key)), transport_(transport) {}

    [[nodiscard]] PinReply send(const PhoneNumber& to) override;
    // A pin_id or code that may not leave this machine is a bug of the caller:
    // std::invalid_argument.
    [[nodiscard]] PinReply resend(const Secret& pin_id) override;
    [[nodiscard]] PinReply verify(const Secret& pin_id, const Secret& code) override;

  private:
    PinTemplate from_;
    Secret api_key_;
    Transport& transport_;
    Secret last_to_;  // without the plus
};

}  // namespace infobip_otp
