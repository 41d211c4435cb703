// SPDX-License-Identifier: MIT
// Provider check: the findings of `check` that take a look at Infobip.
#pragma once

#include <vector>

#include "config/settings.hpp"
#include "infobip_otp/audit_log.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/pin_service.hpp"
#include "infobip_otp/secret.hpp"
#include "stack/finding.hpp"

namespace infobip_otp::admin {

// Name, application and template, by the network child (admin/confined_child.hpp): call it
// before key and users file are read. With an empty `manage_key` application and template are "not
// checked", and Infobip is not asked.
[[nodiscard]] std::vector<stack::Finding> check_account(const Settings& settings,
                                                        const Secret& manage_key,
                                                        const Clock& clock);

// Helper, connection, certificate and the key of the logins: Infobip is asked about a PIN that
// there is not. No message, no cost, and the whole way of a login is gone.
[[nodiscard]] PinReply ask_about_no_pin(const Settings& settings, Secret key, Clock& clock,
                                        AuditLog& audit);
// This machine's clock beside the Date of that answer; empty: the answer had none.
[[nodiscard]] std::vector<stack::Finding> check_clock(const PinReply& reply, WallTime answered_at);
[[nodiscard]] std::vector<stack::Finding> findings_of(const PinReply& reply,
                                                      const Settings& settings);

}  // namespace infobip_otp::admin
