// SPDX-License-Identifier: MIT
// Pins: the provider's rules of sending, sending again and verifying. No I/O; the time is passed
// in.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "sandbox/pin_rules.hpp"
#include "sandbox/quirks.hpp"

namespace infobip_otp::sandbox {

enum class Channel { sms, voice, email };

struct Order {
    std::string application_id;
    std::string message_id;
    std::string to;
    std::string from;
    std::string text;  // as it went out, the code in it
    std::string code;
    Channel channel = Channel::sms;
    bool delivered = true;  // false: answered with MESSAGE_NOT_SENT
};

struct Pin {
    Order order;
    Time sent_at;
    Time expires_at;
    std::int64_t wrong = 0;
    std::optional<Time> verified_at;
};

class Pins {
  public:
    static constexpr std::size_t most = 50'000;  // the oldest goes when one more comes

    explicit Pins(const Quirks& quirks) : quirks_(quirks) {}

    enum class Refused { limited, unknown };
    struct Sent {
        std::optional<Refused> refused;
        std::string pin_id;
    };
    // A new PIN, whatever is open for that number already.
    Sent send(Order order, const PinRules& rules, Time now);
    // The same PIN once more; its id is the old one or, by quirk, a new one. Unknown are ids that
    // were never given out, and PINs that are verified or expired.
    Sent resend(const std::string& pin_id, const PinRules& rules, Time now);

    enum class Verdict { verified, wrong, expired, used_up, unknown, limited };
    struct Checked {
        Verdict verdict = Verdict::unknown;
        std::int64_t attempts_remaining = 0;
    };
    Checked verify(const std::string& pin_id, const std::string& code, const PinRules& rules,
                   Time now);

    // nullptr: no such pinId. Valid until the next call of another member.
    [[nodiscard]] const Pin* find(const std::string& pin_id) const;
    // The PINs of an application that went to `to`, oldest first.
    [[nodiscard]] std::vector<const Pin*> to_number(const std::string& application_id,
                                                    const std::string& to) const;

  private:
    struct Counters {
        SlidingWindow sends;
        SlidingWindow verifies;
        SlidingWindow wrong;
    };
    Counters& counters(const Order& order);
    // False: one of the two limits is reached.
    bool count_send(const Order& order, const PinRules& rules, Time now);
    std::int64_t remaining(const Pin& pin, const PinRules& rules, Time now);
    void count_wrong(Pin& pin, const PinRules& rules, Time now);
    Checked compare(Pin& pin, const std::string& code, const PinRules& rules, Time now);
    std::string keep(std::shared_ptr<Pin> pin);
    void forget_oldest();

    const Quirks& quirks_;
    std::unordered_map<std::string, std::shared_ptr<Pin>> by_id_;
    std::vector<std::string> ids_;  // oldest first, from first_ on
    std::size_t first_ = 0;
    std::map<std::string, Counters> per_number_;
    std::map<std::string, SlidingWindow> per_application_;
};

// A PIN from getrandom(2): NUMERIC, ALPHA (capitals), HEX (0-9A-F) or ALPHANUMERIC.
[[nodiscard]] std::string make_code(const std::string& pin_type, std::size_t length);

}  // namespace infobip_otp::sandbox
