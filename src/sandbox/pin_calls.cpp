// SPDX-License-Identifier: MIT
// Sending and verifying on the wire: bodies in, the rules of Pins, bodies out.
#include "sandbox/pin_calls.hpp"

#include <algorithm>
#include <stdexcept>

#include "base/random.hpp"
#include "sandbox/phone_number.hpp"
#include "sandbox/provider.hpp"
#include "sandbox/refusals.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr std::size_t longest_text = 4096;  // of a message and its sender: memory is capped
constexpr const char* default_sender = "InfoSMS";

constexpr Field phone_send[] = {
    {"applicationId", Kind::text, true},
    {"messageId", Kind::text, true},
    {"to", Kind::text, true, phone_number_complaint},
    {"from", Kind::text, false, nullptr, {}, true},
    {"placeholders", Kind::texts},
    {"trackDelivery", Kind::boolean},
};
constexpr Field phone_resend[] = {{"placeholders", Kind::texts}, {"trackDelivery", Kind::boolean}};
constexpr Field email_send[] = {
    {"applicationId", Kind::text, true},
    {"messageId", Kind::text, true},
    {"to", Kind::text, true, email_address_complaint},
    {"from", Kind::text, false, nullptr, {}, true},
    {"placeholders", Kind::texts},
    {"landingPagePlaceholders", Kind::texts},
};
constexpr Field email_resend[] = {{"placeholders", Kind::texts},
                                  {"landingPagePlaceholders", Kind::texts}};
constexpr Field verify_fields[] = {{"pin", Kind::text, true}};

PinRules rules_of(const Application& application) {
    const Configuration& from = application.configuration;
    PinRules rules;
    rules.attempts = from.pin_attempts;
    rules.allow_multiple = from.allow_multiple_pin_verifications;
    rules.lifetime = parse_length(from.pin_time_to_live).value();
    rules.verify = parse_limit(from.verify_pin_limit).value();
    rules.send_per_application = parse_limit(from.send_pin_per_application_limit).value();
    rules.send_per_number = parse_limit(from.send_pin_per_phone_number_limit).value();
    return rules;
}

std::string fill_in(std::string text, const Json& body, const std::string& code) {
    const auto replace_all = [&text](const std::string& name, const std::string& value) {
        const std::string mark = "{{" + name + "}}";
        for (std::size_t at = text.find(mark);
             at != std::string::npos && text.size() < longest_text;
             at = text.find(mark, at + value.size()))
            text.replace(at, mark.size(), value);
    };
    replace_all("pin", code);
    if (const auto placeholders = object_member(body, "placeholders"))
        for (const std::string& name : placeholders->member_names())
            replace_all(name, *text_member(*placeholders, name));
    return text.substr(0, longest_text);
}

bool is_true_or_false(const std::optional<std::string>& value) {
    return !value || value == "true" || value == "false";
}

struct Outcome {
    const char* value;  // of the quirk nc-outcome
    const char* nc_status;
    bool sent;
};

constexpr Outcome outcomes[] = {
    {"reachable", "NC_DESTINATION_REACHABLE", true},
    {"unknown", "NC_DESTINATION_UNKNOWN", true},
    {"not-configured", "NC_NOT_CONFIGURED", true},
    {"not-reachable", "NC_DESTINATION_NOT_REACHABLE", false},
    {"nc-not-reachable", "NC_NOT_REACHABLE", false},
};

const Outcome& outcome_of(const Provider& provider, const Call& call, Channel channel) {
    if (call.not_sent) return outcomes[3];
    for (const Outcome& each : outcomes)
        if (channel == Channel::sms && provider.quirks.is(Quirk::nc_outcome, each.value))
            return each;
    return outcomes[0];
}

std::string new_uuid() {
    std::string hex = random_hex(16).value();
    std::transform(hex.begin(), hex.end(), hex.begin(),
                   [](char c) { return c >= 'A' ? static_cast<char>(c - 'A' + 'a') : c; });
    for (const std::size_t at : {std::size_t{8}, std::size_t{13}, std::size_t{18}, std::size_t{23}})
        hex.insert(at, "-");
    return hex;
}

// Hands the message over, where it goes out, and says what became of it.
Answer sent(Provider& provider, const Call& call, const std::string& pin_id, const Order& order,
            const Outcome& outcome) {
    if (outcome.sent) {
        provider.counters.send();
        provider.outbox.deliver({0, order.channel, order.to, order.from, order.text, order.code,
                                 pin_id, provider.clock.now()});
    }
    auto json = Json::object();
    json.set("pinId", pin_id).set("to", order.to);
    switch (order.channel) {
        case Channel::sms:
            json.set("ncStatus", outcome.nc_status);
            json.set("smsStatus", outcome.sent ? "MESSAGE_SENT" : "MESSAGE_NOT_SENT");
            break;
        case Channel::voice: json.set("callStatus", "PENDING_ACCEPTED"); break;
        case Channel::email:
            json.set("emailStatus",
                     Json::object()
                         .set("name", "PENDING_ACCEPTED")
                         .set("description", "Message accepted, pending for delivery."));
            break;
    }
    if (boolean_member(call.body, "trackDelivery").value_or(false))
        json.set("externalMessageId", new_uuid());
    return success(json);
}

Medium medium_of(Channel channel) {
    return channel == Channel::email ? Medium::email : Medium::phone;
}

Order make_order(const Call& call, Channel channel, const Template& from) {
    Order order;
    order.application_id = from.application_id;
    order.message_id = from.id;
    order.to = *text_member(call.body, "to");
    order.from = text_member(call.body, "from").value_or(from.sender()).substr(0, longest_text);
    if (order.from.empty()) order.from = default_sender;
    order.code = make_code(from.pin_type(), from.pin_length());
    order.text = fill_in(from.text(), call.body, order.code);
    order.channel = channel;
    return order;
}

Answer send(Provider& provider, const Call& call, Channel channel) {
    const Quirks& quirks = provider.quirks;
    const auto& fields = channel == Channel::email ? email_send : phone_send;
    auto errors = check_body(call.body, fields, quirks);
    if (channel == Channel::sms && quirks.is(Quirk::ncneeded_other, "400") &&
        !is_true_or_false(query_value(call.request, "ncNeeded")))
        errors["ncNeeded"].emplace_back("must be true or false");
    if (!errors.empty()) return bad_request(std::move(errors));

    const Application* application =
        provider.applications.find(*text_member(call.body, "applicationId"));
    if (!application) return unknown_ids(quirks);
    const Template* message =
        provider.templates.find(application->id, *text_member(call.body, "messageId"));
    if (!message || message->medium != medium_of(channel)) return unknown_ids(quirks);
    if (!application->enabled) return disabled_application(quirks);

    Order order = make_order(call, channel, *message);
    const Outcome& outcome = outcome_of(provider, call, channel);
    order.delivered = outcome.sent;
    const Pins::Sent result =
        provider.pins.send(order, rules_of(*application), provider.clock.now());
    if (result.refused) return refused_send(*result.refused, quirks);
    return sent(provider, call, result.pin_id, order, outcome);
}

Answer resend(Provider& provider, const Call& call, Channel channel) {
    const Quirks& quirks = provider.quirks;
    const auto fields = channel == Channel::email ? std::span<const Field>(email_resend)
                                                  : std::span<const Field>(phone_resend);
    auto errors = check_body(call.body, fields, quirks);
    if (!errors.empty()) return bad_request(std::move(errors));
    const Pin* pin = provider.pins.find(call.ids[0]);
    if (!pin || medium_of(pin->order.channel) != medium_of(channel)) return unknown_pin(quirks);

    Order order = pin->order;
    order.channel = channel;
    const Application& application = *provider.applications.find(order.application_id);
    if (!application.enabled) return disabled_application(quirks);
    if (object_member(call.body, "placeholders"))
        order.text =
            fill_in(provider.templates.find(order.application_id, order.message_id)->text(),
                    call.body, order.code);
    const Pins::Sent result =
        provider.pins.resend(call.ids[0], rules_of(application), provider.clock.now());
    if (result.refused) return refused_send(*result.refused, quirks);
    return sent(provider, call, result.pin_id, order, outcome_of(provider, call, channel));
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
            if (quirks.is(Quirk::expired_as, "404")) return refusal(404);
            if (quirks.is(Quirk::expired_as, "400")) return refusal(400);
            return checked(pin_id, number, false, 0, "TTL_EXPIRED");
        case Pins::Verdict::unknown: return tutorial ? pin_not_found() : unknown_pin(quirks);
        case Pins::Verdict::limited: return limit_answer(Quirk::limit_verify, quirks);
    }
    throw std::logic_error("a verdict without an answer");
}

Json to_json(const Pin& pin, bool in_milliseconds) {
    const auto stamp = [in_milliseconds](Time time) {
        const std::int64_t milliseconds = time.time_since_epoch().count();
        return Json(in_milliseconds ? milliseconds : milliseconds / 1000);
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

Answer send_sms(Provider& provider, const Call& call) {
    return send(provider, call, Channel::sms);
}

Answer send_voice(Provider& provider, const Call& call) {
    return send(provider, call, Channel::voice);
}

Answer send_email(Provider& provider, const Call& call) {
    return send(provider, call, Channel::email);
}

Answer resend_sms(Provider& provider, const Call& call) {
    return resend(provider, call, Channel::sms);
}

Answer resend_voice(Provider& provider, const Call& call) {
    return resend(provider, call, Channel::voice);
}

Answer resend_email(Provider& provider, const Call& call) {
    return resend(provider, call, Channel::email);
}

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
    if (provider.quirks.is(Quirk::ncneeded_other, "400")) {
        if (!is_true_or_false(wanted)) errors["verified"].emplace_back("must be true or false");
        if (!is_true_or_false(sent_only)) errors["sent"].emplace_back("must be true or false");
    }
    if (!errors.empty()) return bad_request(std::move(errors));
    if (!provider.applications.find(call.ids[0])) return not_found();
    auto all = Json::array();
    for (const Pin* pin : provider.pins.to_number(call.ids[0], *number))
        if (passes(wanted, pin->verified_at.has_value()) && passes(sent_only, pin->order.delivered))
            all.append(to_json(*pin, provider.quirks.is(Quirk::time_unit, "ms")));
    return success(Json::object().set("verifications", all));
}

}  // namespace infobip_otp::sandbox
