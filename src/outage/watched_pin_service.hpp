// SPDX-License-Identifier: MIT
// WatchedPinService: a PinService whose every exchange goes into the record of outages.
#pragma once

#include <utility>

#include "infobip_otp/pin_service.hpp"
#include "outage/outage_record.hpp"

namespace infobip_otp {

class WatchedPinService final : public PinService {
  public:
    // Both must outlive this object.
    WatchedPinService(PinService& pins, OutageRecord& record) : pins_(pins), record_(record) {}

    [[nodiscard]] Result<void> make_ready() override { return pins_.make_ready(); }

    // As `pins` answers; of an outage the reply says how long it has lasted.
    [[nodiscard]] PinReply send(const PhoneNumber& to) override;
    [[nodiscard]] PinReply resend(const Secret& pin_id) override;
    [[nodiscard]] PinReply verify(const Secret& pin_id, const Secret& code) override;

  private:
    PinReply note(PinReply reply);

    PinService& pins_;
    OutageRecord& record_;
};

}  // namespace infobip_otp
