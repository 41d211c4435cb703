// SPDX-License-Identifier: MIT
// LimitFixture: a store in a folder of its own, with a clock that stands still.
#pragma once

#include <string>
#include <utility>

#include "cmocka.hpp"
#include "fakes/fixed_clock.hpp"
#include "fakes/recording_audit_log.hpp"
#include "fakes/temporary_folder.hpp"
#include "limits/file_limit_store.hpp"

namespace infobip_otp::testing {

inline LimitSettings standard_limits() {
    using std::chrono::hours;
    return {.unanswered_per_user = {{5, hours(1)}, {10, hours(24)}},
            .sends_per_user = {{20, hours(1)}, {60, hours(24)}},
            .sends_per_host = {},
            .failures_per_user = {{10, hours(1)}},
            .resend_wait = std::chrono::seconds(0)};
}

struct LimitFixture {
    explicit LimitFixture(LimitSettings settings = standard_limits())
        : limits(std::move(settings)), state(temporary.path_of("state")) {}

    // As the next login finds it: another store over the same files.
    FileLimitStore store() { return FileLimitStore(state, limits, clock, audit); }

    // Spends `count` sends, each of which must be granted.
    void send(unsigned count, const std::string& account = "alice") {
        for (unsigned i = 0; i < count; ++i) {
            const auto allowance = store().spend_send(account, {});
            if (!allowance) fail_msg("%s", allowance.error().message.c_str());
            assert_same(allowance->refused_by, Limit::none);
        }
    }
    Limit refusal(const std::string& account = "alice") {
        const auto allowance = store().spend_send(account, {});
        if (!allowance) fail_msg("%s", allowance.error().message.c_str());
        return allowance->refused_by;
    }
    AccountRecord record(const std::string& account = "alice") {
        return store().look(account).value().value();
    }
    std::string error(const std::string& account = "alice") {
        const auto allowance = store().spend_send(account, {});
        return allowance ? "(no error)" : allowance.error().message;
    }
    std::string path_of(const std::string& name) const { return state + "/" + name; }

    TemporaryFolder temporary;
    FixedClock clock;
    RecordingAuditLog audit;
    LimitSettings limits;
    std::string state;
};

// The file of "alice".
inline const std::string alice_file = "616c696365.limits";

}  // namespace infobip_otp::testing
