// SPDX-License-Identifier: MIT
// The rules of PINs (docs/infobip-contract.md sections 8, 12 and 13).
#include "sandbox/pins.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <unordered_set>

#include "base/random.hpp"
#include "sandbox/applications.hpp"
#include "sandbox/phone_number.hpp"

namespace infobip_otp::sandbox {
Pins::Counters& Pins::counters(const Order& order) {
    // A flood of numbers must not fill the memory; counting starts over then.
    if (per_number_.size() >= 2 * most) per_number_.clear();
    return per_number_[order.application_id + '/' + std::string(without_plus(order.to))];
}

bool Pins::count_send(const Order& order, const PinRules& rules, Time now) {
    SlidingWindow& number = counters(order).sends;
    SlidingWindow& application = per_application_[order.application_id];
    if (!number.has_room(rules.send_per_number, now) ||
        !application.has_room(rules.send_per_application, now))
        return false;
    number.record(now);
    application.record(now);
    return true;
}

Pins::Sent Pins::send(Order order, const PinRules& rules, Time now) {
    if (!count_send(order, rules, now)) return {Refused::limited, ""};
    auto pin = std::make_shared<Pin>();
    pin->order = std::move(order);
    pin->sent_at = now;
    pin->expires_at = now + rules.lifetime;
    return {std::nullopt, keep(std::move(pin))};
}

Pins::Sent Pins::resend(const std::string& pin_id, const PinRules& rules, Time now) {
    const auto found = by_id_.find(pin_id);
    if (found == by_id_.end()) return {Refused::unknown, ""};
    const std::shared_ptr<Pin> pin = found->second;
    if (pin->verified_at || now >= pin->expires_at) return {Refused::unknown, ""};
    if (!count_send(pin->order, rules, now)) return {Refused::limited, ""};
    if (quirks_.is(Quirk::resend_pinid, "same")) return {std::nullopt, pin_id};
    if (quirks_.is(Quirk::resend_pinid, "new-drop")) by_id_.erase(pin_id);
    return {std::nullopt, keep(pin)};
}

std::int64_t Pins::remaining(const Pin& pin, const PinRules& rules, Time now) {
    const std::int64_t wrong = quirks_.is(Quirk::attempts_scope, "pin")
                                   ? pin.wrong
                                   : counters(pin.order).wrong.within(rules.lifetime, now);
    return std::max<std::int64_t>(0, rules.attempts - wrong);
}

void Pins::count_wrong(Pin& pin, const PinRules& rules, Time now) {
    ++pin.wrong;
    SlidingWindow& wrong = counters(pin.order).wrong;
    static_cast<void>(wrong.within(rules.lifetime, now));  // forgets what is too old to matter
    wrong.record(now);
}

Pins::Checked Pins::verify(const std::string& pin_id, const std::string& code,
                           const PinRules& rules, Time now) {
    const auto found = by_id_.find(pin_id);
    if (found == by_id_.end()) return {Verdict::unknown, 0};
    Pin& pin = *found->second;
    SlidingWindow& verifies = counters(pin.order).verifies;
    if (!verifies.has_room(rules.verify, now))
        return {Verdict::limited, remaining(pin, rules, now)};
    verifies.record(now);
    return compare(pin, code, rules, now);
}

Pins::Checked Pins::compare(Pin& pin, const std::string& code, const PinRules& rules, Time now) {
    if (now >= pin.expires_at) return {Verdict::expired, 0};
    if (pin.verified_at && !rules.allow_multiple) return {Verdict::unknown, 0};
    if (remaining(pin, rules, now) == 0) return {Verdict::used_up, 0};
    if (code != pin.order.code) {
        count_wrong(pin, rules, now);
        return {Verdict::wrong, remaining(pin, rules, now)};
    }
    pin.verified_at = now;
    counters(pin.order).wrong.clear();
    return {Verdict::verified, std::max<std::int64_t>(0, rules.attempts - pin.wrong)};
}

const Pin* Pins::find(const std::string& pin_id) const {
    const auto found = by_id_.find(pin_id);
    return found == by_id_.end() ? nullptr : found->second.get();
}

std::vector<const Pin*> Pins::to_number(const std::string& application_id,
                                        const std::string& to) const {
    std::vector<const Pin*> all;
    std::unordered_set<const Pin*> seen;  // a resend may have given the same PIN a second id
    for (std::size_t i = first_; i < ids_.size(); ++i) {
        const Pin* pin = find(ids_[i]);
        if (!pin || pin->order.application_id != application_id ||
            without_plus(pin->order.to) != without_plus(to))
            continue;
        if (seen.insert(pin).second) all.push_back(pin);
    }
    return all;
}

std::string Pins::keep(std::shared_ptr<Pin> pin) {
    if (ids_.size() - first_ >= most) forget_oldest();
    std::string id = new_id();
    ids_.push_back(id);
    by_id_[id] = std::move(pin);
    return id;
}

void Pins::forget_oldest() {
    by_id_.erase(ids_[first_]);
    ++first_;
    if (first_ < most) return;
    ids_.erase(ids_.begin(), ids_.begin() + static_cast<std::ptrdiff_t>(first_));
    first_ = 0;
}

std::string make_code(const std::string& pin_type, std::size_t length) {
    std::string_view letters = "0123456789";
    if (pin_type == "ALPHA") letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    if (pin_type == "HEX") letters = "0123456789ABCDEF";
    if (pin_type == "ALPHANUMERIC") letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const std::size_t fair = 256 - 256 % letters.size();
    std::string code;
    while (code.size() < length) {
        std::array<std::byte, 64> bytes{};
        if (const auto filled = fill_random(bytes); !filled)
            throw std::runtime_error(filled.error().message);
        for (const std::byte byte : bytes) {
            const auto value = std::to_integer<std::size_t>(byte);
            // The rest beyond a multiple would make the first letters likelier.
            if (value < fair && code.size() < length) code += letters[value % letters.size()];
        }
    }
    return code;
}

}  // namespace infobip_otp::sandbox
