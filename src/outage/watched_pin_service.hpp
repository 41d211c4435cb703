// SPDX-License-Identifier: MIT
// WatchedPinService: a PinService whose every exchange goes into the record of outages.
#pragma once

#include <chrono>
#include <utility>

#include "infobip_otp/clock.hpp"
#include "infobip_otp/pin_service.hpp"
#include "outage/outage_record.hpp"

namespace infobip_otp {

class WatchedPinService final : public PinService {
  public:
    // All must outlive this object. What has taken longer than `longest` was not waiting for the
    // service: its failure is not recorded.
    WatchedPinService(PinService& pins, OutageRecord& record, const Clock& clock,
                      std::chrono::milliseconds longest)
        : pins_(pins), record_(record), clock_(clock), longest_(longest) {}

    [[nodiscard]] Result<void> make_ready() override { return pins_.make_ready(); }

    // As `pins` answers; of an outage the reply says how long it has lasted.
    [[nodiscard]] PinReply send(const PhoneNumber& to) override;
    [[nodiscard]] PinReply resend(const Secret& pin_id) override;
    [[nodiscard]] PinReply verify(const Secret& pin_id, const Secret& code) override;

  private:
    PinReply note(std::chrono::milliseconds began, PinReply reply);

    PinService& pins_;
    OutageRecord& record_;
    const Clock& clock_;
    std::chrono::milliseconds longest_;
};

}  // namespace infobip_otp
