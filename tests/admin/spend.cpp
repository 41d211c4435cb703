// SPDX-License-Identifier: MIT
// spend STATE_DIR ACCOUNT WORD...: what logins leave behind, for the tool to look at.
// Words: send, refused, failure, success, give_back.
#include <cstdio>
#include <string_view>

#include "base/system_clock.hpp"
#include "fakes/recording_audit_log.hpp"
#include "limits/file_limit_store.hpp"

using namespace infobip_otp;

namespace {

bool expect(const Result<Allowance>& allowance, bool granted) {
    if (!allowance) std::fprintf(stderr, "spend: %s\n", allowance.error().message.c_str());
    return allowance && allowance->granted() == granted;
}

bool spend(FileLimitStore& store, std::string_view account, std::string_view word) {
    if (word == "send") return expect(store.spend_send(account, {}), true);
    if (word == "refused") return expect(store.spend_send(account, {}), false);
    if (word == "failure") return expect(store.spend_failure(account, {}), true);
    if (word == "success") return store.succeed(account, RightCode::sent, {}).has_value();
    if (word == "give_back") return store.give_back_send(account).has_value();
    return false;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 64;
    using std::chrono::hours;
    const LimitSettings limits{.unanswered_per_user = {{3, hours(1)}},
                               .sends_per_user = {{20, hours(1)}},
                               .sends_per_host = {{1000, hours(1)}},
                               .failures_per_user = {{10, hours(1)}},
                               .resend_wait = std::chrono::seconds(0)};
    SystemClock clock;
    infobip_otp::testing::RecordingAuditLog audit;
    FileLimitStore store(argv[1], limits, clock, audit);
    for (int i = 3; i < argc; ++i)
        if (!spend(store, argv[2], argv[i])) {
            std::fprintf(stderr, "spend: %s did not go as expected\n", argv[i]);
            return 1;
        }
    return 0;
}
