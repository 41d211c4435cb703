// SPDX-License-Identifier: MIT
// Services: Settings -> the adapters they ask for.
#pragma once

#include "config/settings.hpp"
#include "directory/file_directory.hpp"
#include "directory/system_accounts.hpp"
#include "infobip_otp/audit_log.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/login.hpp"
#include "limits/file_limit_store.hpp"
#include "link/helper_pin_service.hpp"
#include "outage/outage_record.hpp"
#include "outage/watched_pin_service.hpp"
#include "recovery/file_recovery_codes.hpp"

namespace infobip_otp {

// Owns the adapters of one login. Nothing is opened or started before the login asks for it.
class Services {
  public:
    // `clock` and `audit` must outlive this object.
    Services(const Settings& settings, KeySource api_key, Clock& clock, AuditLog& audit);

    // References into this object.
    [[nodiscard]] LoginPorts ports(Conversation& conversation);

  private:
    Clock& clock_;
    AuditLog& audit_;
    SystemAccounts accounts_;
    FileDirectory directory_;
    OutageRecord outage_;
    HelperPinService helper_;
    WatchedPinService pins_;
    FileLimitStore limits_;
    FileRecoveryCodes recovery_;
};

}  // namespace infobip_otp
