// SPDX-License-Identifier: MIT
// Verifying on the wire: a PIN in, the rules of Pins, the verdict in one of two dialects out.
#include "sandbox/verify_calls.hpp"

#include <stdexcept>

#include "sandbox/pin_rules.hpp"
#include "sandbox/provider.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr Field verify_fields[] = {{"pin", Kind::text, true}};

// The tutorial's words for a PIN that is unknown or expired.
Answer pin_not_found() {
    return refusal(400, "PIN_NOT_FOUND", "PIN not found");
}

Answer checked(const std::string& pin_id, const std::string& number, bool verified,
               std::int64_t remaining, const char* pin_error) {
    auto json = Json::object();
    json.set("pinId", pin_id).set("msisdn", number).set("verified", Json(verified));
    json.set("attemptsRemaining", Json(remaining));
    if (pin_error) json.set("pinError", pin_error);
    return success(json);
}

Answer verified(const Provider& provider, const std::string& pin_id, const std::string& number,
                const Pins::Checked& result) {
    const Quirks& quirks = provider.quirks;
    const bool tutorial = quirks.is(Quirk::dialect, "tutorial");
    switch (result.verdict) {
        case Pins::Verdict::verified: {
            const bool real = quirks.is(Quirk::success_remaining, "real");
            return checked(pin_id, number, true, real ? result.attempts_remaining : 0, nullptr);
        }
        case Pins::Verdict::wrong: {
            if (tutorial) return refusal(400, "WRONG_PIN", "Wrong PIN");
            const bool last =
                result.attempts_remaining == 0 && quirks.is(Quirk::last_wrong_attempt, "no-more");
            return checked(pin_id, number, false, result.attempts_remaining,
                           last ? "NO_MORE_PIN_ATTEMPTS" : "WRONG_PIN");
        }
        case Pins::Verdict::used_up:
            if (tutorial)
                return refusal(400, "MAX_ATTEMPTS_EXCEEDED", "Maximum number of attempts exceeded");
            return checked(pin_id, number, false, 0, "NO_MORE_PIN_ATTEMPTS");
        case Pins::Verdict::expired:
            if (tutorial) return pin_not_found();
            return checked(pin_id, number, false, 0, "TTL_EXPIRED");
        case Pins::Verdict::unknown: return tutorial ? pin_not_found() : not_found();
        case Pins::Verdict::limited: return refusal(429);
    }
    throw std::logic_error("a verdict without an answer");
}

Json to_json(const Pin& pin) {
    const auto stamp = [](Time time) {
        return Json(std::int64_t{time.time_since_epoch().count()});
    };
    auto json = Json::object();
    json.set("msisdn", pin.order.to).set("verified", Json(pin.verified_at.has_value()));
    if (pin.verified_at) json.set("verifiedAt", stamp(*pin.verified_at));
    if (pin.order.delivered) json.set("sentAt", stamp(pin.sent_at));
    return json;
}

// Whether a filter of the query lets `value` pass; one that is neither true nor false lets all.
bool passes(const std::optional<std::string>& filter, bool value) {
    return filter == "true" ? value : filter != "false" || !value;
}

}  // namespace

Answer verify_pin(Provider& provider, const Call& call) {
    auto errors = check_body(call.body, verify_fields, provider.quirks);
    if (!errors.empty()) return bad_request(std::move(errors));
    const std::string& pin_id = call.ids[0];
    const Pin* pin = provider.pins.find(pin_id);
    if (!pin) return verified(provider, pin_id, "", {Pins::Verdict::unknown, 0});
    const std::string number = pin->order.to;
    const Application& application = *provider.applications.find(pin->order.application_id);
    return verified(provider, pin_id, number,
                    provider.pins.verify(pin_id, *text_member(call.body, "pin"),
                                         rules_of(application), provider.clock.now()));
}

Answer list_verifications(Provider& provider, const Call& call) {
    const auto number = query_value(call.request, "msisdn");
    const auto wanted = query_value(call.request, "verified");
    const auto sent_only = query_value(call.request, "sent");
    ValidationErrors errors;
    if (!number || number->empty()) errors["msisdn"].emplace_back("must not be blank");
    if (!errors.empty()) return bad_request(std::move(errors));
    if (!provider.applications.find(call.ids[0])) return not_found();
    auto all = Json::array();
    for (const Pin* pin : provider.pins.to_number(call.ids[0], *number))
        if (passes(wanted, pin->verified_at.has_value()) && passes(sent_only, pin->order.delivered))
            all.append(to_json(*pin));
    return success(Json::object().set("verifications", all));
}

}  // namespace infobip_otp::sandbox
