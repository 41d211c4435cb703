// SPDX-License-Identifier: MIT
// Sending on the wire: orders in, the rules of Pins, messages out.
#include "sandbox/send_calls.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "sandbox/phone_number.hpp"
#include "sandbox/pin_rules.hpp"
#include "sandbox/provider.hpp"

namespace infobip_otp::sandbox {
namespace {

// Memory is capped, and a message with its sender fits into one write to a pipe (PIPE_BUF).
constexpr std::size_t longest_text = 3000;
constexpr std::size_t longest_sender = 254;
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
constexpr Field email_resend_fields[] = {{"placeholders", Kind::texts},
                                         {"landingPagePlaceholders", Kind::texts}};

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

Answer refused_send(Pins::Refused refused) {
    return refused == Pins::Refused::unknown ? not_found() : refusal(429);
}

Medium medium_of(Channel channel) {
    return channel == Channel::email ? Medium::email : Medium::phone;
}

Order make_order(const Call& call, Channel channel, const Template& from) {
    Order order;
    order.application_id = from.application_id;
    order.message_id = from.id;
    order.to = *text_member(call.body, "to");
    order.from = text_member(call.body, "from").value_or(from.sender()).substr(0, longest_sender);
    if (order.from.empty()) order.from = default_sender;
    order.code = make_code(from.pin_type(), from.pin_length());
    order.text = fill_in(from.text(), call.body, order.code);
    order.channel = channel;
    return order;
}

Answer send(Provider& provider, const Call& call, Channel channel) {
    const auto& fields = channel == Channel::email ? email_send : phone_send;
    auto errors = check_body(call.body, fields, provider.quirks);
    if (!errors.empty()) return bad_request(std::move(errors));

    const Application* application =
        provider.applications.find(*text_member(call.body, "applicationId"));
    if (!application) return refusal(400);
    const Template* message =
        provider.templates.find(application->id, *text_member(call.body, "messageId"));
    if (!message || message->medium != medium_of(channel)) return refusal(400);
    if (!application->enabled) return refusal(400);

    Order order = make_order(call, channel, *message);
    const Outcome& outcome = outcome_of(provider, call, channel);
    order.delivered = outcome.sent;
    const Pins::Sent result =
        provider.pins.send(order, rules_of(*application), provider.clock.now());
    if (result.refused) return refused_send(*result.refused);
    return sent(provider, call, result.pin_id, order, outcome);
}

Answer resend(Provider& provider, const Call& call, Channel channel) {
    const auto fields = channel == Channel::email ? std::span<const Field>(email_resend_fields)
                                                  : std::span<const Field>(phone_resend);
    auto errors = check_body(call.body, fields, provider.quirks);
    if (!errors.empty()) return bad_request(std::move(errors));
    const Pin* pin = provider.pins.find(call.ids[0]);
    if (!pin || medium_of(pin->order.channel) != medium_of(channel)) return not_found();

    Order order = pin->order;
    order.channel = channel;
    const Application& application = *provider.applications.find(order.application_id);
    if (!application.enabled) return refusal(400);
    if (object_member(call.body, "placeholders"))
        order.text =
            fill_in(provider.templates.find(order.application_id, order.message_id)->text(),
                    call.body, order.code);
    const Pins::Sent result =
        provider.pins.resend(call.ids[0], rules_of(application), provider.clock.now());
    if (result.refused) return refused_send(*result.refused);
    return sent(provider, call, result.pin_id, order, outcome_of(provider, call, channel));
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

}  // namespace infobip_otp::sandbox
