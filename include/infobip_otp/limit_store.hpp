// SPDX-License-Identifier: MIT
// LimitStore: what one account has spent, across logins and processes.
#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "infobip_otp/rate_limit.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp {

// Which limit says no; the names are those of the settings.
enum class Limit {
    none,
    unanswered_per_user,
    sends_per_user,
    sends_per_host,
    failures_per_user,
    resend_wait,  // a message went out a moment ago, in this or another login
};

// Which code ended a login well: the one that was sent, which the last spend_failure of the store
// was for, or one of paper, which says nothing of the codes before it.
enum class RightCode { sent, recovery };

// What happened to an account since its owner was here last: the login with the right code that
// was sent. A time is 1970 where its count is 0.
struct Unseen {
    unsigned codes = 0;  // messages that no right code followed
    WallTime last_code{};
    unsigned wrong = 0;  // wrong codes that were typed
    WallTime last_wrong{};

    [[nodiscard]] bool is_nothing() const { return codes == 0 && wrong == 0; }
    bool operator==(const Unseen&) const = default;
};

struct Allowance {
    Limit refused_by = Limit::none;
    std::chrono::seconds wait{0};  // refused: until it may be tried again
    Unseen unseen{};               // without what this store has counted itself

    [[nodiscard]] bool granted() const { return refused_by == Limit::none; }
};

// Says that a thing is about to be counted. May be empty.
using Announcement = std::function<void()>;

// Each call checks and writes under one lock of the account before it returns, so that a process
// killed right after it leaves it counted, a message on disk too (docs/security-rules.md rule 11).
// `announce` is called under that lock, once the thing is granted and before it is counted: whoever
// is killed in between has announced what was not counted, never the other way round.
// No lock outlives the call. `account` is pw_name; an Error means that the state could not be read
// or written: nothing may be sent or checked then.
class LimitStore {
  public:
    virtual ~LimitStore() = default;

    // Counts one message, before it is sent. Refused as well while failures_per_user is used up.
    [[nodiscard]] virtual Result<Allowance> spend_send(std::string_view account,
                                                       const Announcement& announce) = 0;

    // Takes back the last spend_send of this store: certainly no message came of it.
    [[nodiscard]] virtual Result<void> give_back_send(std::string_view account) = 0;

    // Counts one wrong code, before the code leaves the module.
    [[nodiscard]] virtual Result<Allowance> spend_failure(std::string_view account,
                                                          const Announcement& announce) = 0;

    // Takes back the last spend_failure of this store: the code was neither right nor wrong.
    [[nodiscard]] virtual Result<void> give_back_failure(std::string_view account) = 0;

    // The right code: failures and unanswered sends are forgotten, resend_wait too. With the one
    // that was sent, what this store has counted is seen, and what its owner was `told` of.
    [[nodiscard]] virtual Result<void> succeed(std::string_view account, RightCode code,
                                               const Unseen& told) = 0;
};

}  // namespace infobip_otp
