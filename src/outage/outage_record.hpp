// SPDX-License-Identifier: MIT
// OutageRecord: since when this machine's exchanges with Infobip have all failed, in two small
// files of the state folder that logins share.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "infobip_otp/clock.hpp"

namespace infobip_otp {

// What the files say now; for people.
struct OutageSeen {
    std::optional<WallTime> first_failure;  // nullopt: no outage is on record
    std::optional<WallTime> last_failure;
    std::chrono::seconds lasts{0};  // as the login counts it
    std::optional<WallTime> last_success;
    std::string address;  // of the service at the last success; empty: none is known
};

// The file `outage` is made by the first failure and removed by the first success: whatever stands
// in it was written since the last success, also by a login that was stopped before it wrote (its
// file has lost its name meanwhile). So no lock is needed, and none that a stopped login could
// keep. The file `reached` holds the last success and its address. docs/formats.md has the bytes.
//
// Nothing here fails: a record that is missing, damaged, of another owner, of another start of the
// machine or from the future, or that cannot be written, proves no outage.
class OutageRecord {
  public:
    // An outage ends by itself so long after the last failure that was seen.
    static constexpr std::chrono::minutes ends_after{15};
    // An address is a hint for so long after it answered.
    static constexpr std::chrono::hours address_holds{1};

    // `clock` must outlive this object.
    OutageRecord(std::string state_dir, const Clock& clock)
        : state_dir_(std::move(state_dir)), clock_(clock) {}

    // The service did not do its work. Returns how long every exchange has failed: by the clock of
    // the machine's uptime and by the wall clock, whichever says less. From `stale` on, by the
    // first of them, the failure is one of the past, and nothing is written: whoever is stopped
    // with it and continued later would play it back.
    std::chrono::seconds failed(std::chrono::milliseconds stale = std::chrono::milliseconds::max());

    // The service answered; `address` is where, empty: not known. Ends an outage at once.
    void reached(std::string_view address);

    // Where the service answered within the last hour; empty: nowhere that is known.
    [[nodiscard]] std::string address() const;

    [[nodiscard]] OutageSeen look() const;

  private:
    std::string state_dir_;
    const Clock& clock_;
    bool noted_reached_ = false;
};

}  // namespace infobip_otp
