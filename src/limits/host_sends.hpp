// SPDX-License-Identifier: MIT
// HostSends: the messages of the whole machine, in a file that is only ever appended to.
#pragma once

#include "base/descriptor.hpp"
#include "base/folder.hpp"
#include "infobip_otp/limit_store.hpp"
#include "limits/host_record.hpp"

namespace infobip_otp {

enum class Added { on_list, no_room };

// No lock is waited for: whoever runs su may stop it, and a lock of the whole machine would stop
// everybody's login with it. Logins that count at the same moment may therefore each find room for
// the last message: the limit can be passed by as many as there are such logins.
class HostSends {
  public:
    // Both outlive this object; `limits` is not empty.
    HostSends(const Folder& folder, const RateLimits& limits) : folder_(folder), limits_(limits) {}

    Result<Allowance> may_send(WallTime now) const;

    // Appends, on disk before it returns. A full disk is no Error: decision 0012.
    Result<Added> add(const HostRecord& record) const;

  private:
    Result<void> count(BackwardCount& counting) const;
    Result<void> retire(const Descriptor& file, WallTime now) const;

    const Folder& folder_;
    const RateLimits& limits_;
};

}  // namespace infobip_otp
