// SPDX-License-Identifier: MIT
// Ending: how a login ends, and why. A step only says so; authenticate() ends the login.
#pragma once

#include <chrono>
#include <optional>

#include "infobip_otp/verdict.hpp"

namespace infobip_otp {

struct Ending {
    Ruling ruling = Ruling::denied;
    Cause cause = Cause::bug;
    std::chrono::seconds wait{0};  // denied by a limit or an outage: until it may be tried again
};

// A step that does not end the login returns nullopt.
using Step = std::optional<Ending>;

[[nodiscard]] inline Ending denied(Cause cause, std::chrono::seconds wait = {}) {
    return {Ruling::denied, cause, wait};
}

}  // namespace infobip_otp
