// SPDX-License-Identifier: MIT
// Provider: everything the service knows, passed to each operation.
#pragma once

#include "sandbox/applications.hpp"
#include "sandbox/counters.hpp"
#include "sandbox/outbox.hpp"
#include "sandbox/pins.hpp"
#include "sandbox/quirks.hpp"
#include "sandbox/templates.hpp"
#include "sandbox/time.hpp"

namespace infobip_otp::sandbox {

// Not thread-safe but for outbox, counters and clock: Api calls one operation at a time.
class Provider {
  public:
    explicit Provider(const Quirks& wanted) : quirks(wanted) {}
    Provider(const Provider&) = delete;
    Provider& operator=(const Provider&) = delete;

    Quirks quirks;
    MovableClock clock;
    Counters counters;
    Outbox outbox;
    Applications applications;
    Templates templates;
    Pins pins{quirks};
};

}  // namespace infobip_otp::sandbox
