// SPDX-License-Identifier: MIT
// Wire: reading answers.
#include "infobip/wire.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "infobip/conceal.hpp"
#include "infobip/error_body.hpp"
#include "infobip_otp/outcomes.hpp"
#include "json/json.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t longest_reply_detail = 256;

// What the answer means, and the server's own words about it.
struct Reading {
    PinOutcome outcome = PinOutcome::not_understood;
    std::string words;
    Secret pin_id;
};

// One vocabulary for pinError of a 200 and for messageId of a 400 or 404.
PinOutcome outcome_of_reason(std::string_view reason) {
    if (reason == "WRONG_PIN") return PinOutcome::wrong_code;
    if (reason == "TTL_EXPIRED" || reason == "PIN_NOT_FOUND") return PinOutcome::expired;
    if (reason == "NO_MORE_PIN_ATTEMPTS" || reason == "MAX_ATTEMPTS_EXCEEDED")
        return PinOutcome::no_more_tries;
    return PinOutcome::pin_rejected;
}

PinOutcome outcome_of_status(int status) {
    if (status == 401) return PinOutcome::credentials;
    if (status == 403) return PinOutcome::forbidden;
    if (status == 429) return PinOutcome::throttled;
    if (status >= 400 && status < 500) return PinOutcome::provider_rejected;
    if (status >= 500 && status < 600) return PinOutcome::provider_fault;
    return PinOutcome::not_understood;
}

PinOutcome outcome_of_delivery(Delivery delivery) {
    switch (delivery) {
        case Delivery::answered: break;
        case Delivery::garbled: return PinOutcome::not_understood;
        case Delivery::not_reached: return PinOutcome::not_reached;
        case Delivery::not_resolved: return PinOutcome::not_resolved;
        case Delivery::not_trusted: return PinOutcome::not_trusted;
        case Delivery::no_answer: return PinOutcome::no_answer;
        case Delivery::local_failure: return PinOutcome::helper_failed;
    }
    return PinOutcome::helper_failed;
}

std::string_view hint(PinOutcome outcome, int status) {
    const OutcomeRow& row = row_of(outcome);
    return status == 404 && !row.hint_after_404.empty() ? row.hint_after_404 : row.hint;
}

PinReply reply_of(const HttpReply& answer, Reading reading, Unspeakable secrets) {
    PinReply reply;
    reply.outcome = reading.outcome;
    reply.http_status = answer.status;
    reply.fresh_connection = answer.fresh_connection;
    reply.address = answer.address;
    reply.date = answer.date;
    reply.provider_request_id = answer.request_id;
    reply.detail = hint(reading.outcome, answer.status);
    if (!reading.words.empty()) reply.detail += (reply.detail.empty() ? "" : ": ") + reading.words;
    const auto conceal_both = [&](std::string_view secret) {
        reply.detail = conceal(std::move(reply.detail), secret);
        reply.provider_request_id = conceal(std::move(reply.provider_request_id), secret);
    };
    for (const std::string_view secret : secrets) conceal_both(secret);
    conceal_both(reading.pin_id.reveal());
    reply.detail = printable(reply.detail, longest_reply_detail);
    reply.provider_request_id = printable(reply.provider_request_id, 64);
    reply.pin_id = std::move(reading.pin_id);
    return reply;
}

// Everything the status or the missing of one decides alone.
Reading read_refusal(const HttpReply& answer) {
    if (answer.delivery != Delivery::answered)
        return {outcome_of_delivery(answer.delivery), answer.cause, {}};
    std::string words = read_error_body(answer.body.reveal()).words;
    PinOutcome outcome = outcome_of_status(answer.status);
    // Half an answer is no proof of a fault at the other end.
    if (outcome == PinOutcome::provider_fault && !answer.whole)
        outcome = PinOutcome::not_understood;
    return {outcome, words.empty() ? answer.cause : words, {}};
}

bool is_answer(const HttpReply& answer, int status) {
    return answer.delivery == Delivery::answered && answer.status == status;
}

// The JSON object of a whole answer; nullopt where there is none.
std::optional<Json> object_of(const HttpReply& answer) {
    if (!answer.whole) return std::nullopt;
    Result<Json> parsed = Json::parse(answer.body.reveal());
    if (!parsed || parsed->kind() != Json::Kind::object) return std::nullopt;
    return *std::move(parsed);
}

bool is_absent(const std::optional<Json>& member) {
    return !member || member->kind() == Json::Kind::null;
}

enum class PinIdIn { must_be_there, may_be_missing };

// The send rule: accepted for sending, and a handle that may stand in a path.
Reading read_sms(const HttpReply& answer, PinIdIn rule) {
    const std::optional<Json> object = object_of(answer);
    if (!object) return {PinOutcome::not_understood, answer.cause, {}};
    const std::string sms_status = object->text_of("smsStatus");
    if (sms_status == "MESSAGE_NOT_SENT")
        return {PinOutcome::not_sent, "ncStatus " + object->text_of("ncStatus"), {}};
    if (sms_status != "MESSAGE_SENT")
        return {PinOutcome::not_understood, "smsStatus is neither of the two", {}};
    const std::optional<Json> pin_id = object->member("pinId");
    if (is_absent(pin_id) && rule == PinIdIn::may_be_missing) return {PinOutcome::sent, "", {}};
    const std::string text = object->text_of("pinId");
    if (!is_pin_id(text)) return {PinOutcome::not_understood, "no usable pinId", {}};
    return {PinOutcome::sent, "", Secret(text)};
}

// `verified` is the literal false.
Reading read_wrong(const Json& object) {
    const std::optional<Json> error = object.member("pinError");
    const std::optional<Json> left = object.member("attemptsRemaining");
    const bool named = !is_absent(error);
    const std::string reason = named ? error->text().value_or("") : "WRONG_PIN";
    const PinOutcome outcome = outcome_of_reason(reason);
    if (outcome == PinOutcome::pin_rejected) return {outcome, "pinError " + reason, {}};
    if (outcome != PinOutcome::wrong_code || is_absent(left)) return {outcome, "", {}};
    const std::optional<std::int64_t> number = left->integer();
    if (!number) return {PinOutcome::not_understood, "attemptsRemaining is no number", {}};
    return {*number > 0 ? PinOutcome::wrong_code : PinOutcome::no_more_tries, "", {}};
}

// True where the answer names a number and it is not `to`: a text, with or without the plus, or a
// JSON number. `to` is empty where this client has sent nothing.
bool is_of_another_number(const Json& object, std::string_view to) {
    const std::optional<Json> member = object.member("msisdn");
    if (is_absent(member) || to.empty()) return false;
    if (const auto number = member->integer()) return std::to_string(*number) != to;
    const std::optional<std::string> text = member->text();
    if (!text) return true;
    std::string_view digits = *text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    return digits != to;
}

// The verify success rule: everything but its last line is a denial.
Reading read_verification(const HttpReply& answer, const Secret& sent_pin_id, std::string_view to) {
    const std::optional<Json> object = object_of(answer);
    if (!object) return {PinOutcome::not_understood, answer.cause, {}};
    if (const auto pin_id = object->member("pinId"))
        if (!sent_pin_id.equals(pin_id->text().value_or("")))
            return {PinOutcome::not_understood, "the answer is for another pinId", {}};
    const std::optional<Json> member = object->member("verified");
    const std::optional<bool> verified = member ? member->boolean() : std::nullopt;
    if (!verified) return {PinOutcome::not_understood, "verified is no boolean", {}};
    if (!*verified) return read_wrong(*object);
    if (!is_absent(object->member("pinError")))
        return {PinOutcome::not_understood, "verified, but with a pinError", {}};
    if (is_of_another_number(*object, to))
        return {PinOutcome::not_understood, "msisdn is another number than the PIN went to", {}};
    return {PinOutcome::verified, "", {}};
}

}  // namespace

bool is_pin_id(std::string_view text) {
    return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
               c == '_' || c == '-';
    });
}

bool is_code(std::string_view text) {
    return text.size() <= 32 && is_pin_id(text) && text.find_first_of("_-") == text.npos;
}

PinReply read_send(const HttpReply& answer, Unspeakable secrets) {
    if (is_answer(answer, 200))
        return reply_of(answer, read_sms(answer, PinIdIn::must_be_there), secrets);
    Reading reading = read_refusal(answer);
    if (is_answer(answer, 400) || is_answer(answer, 404))
        reading.outcome = PinOutcome::request_refused;
    return reply_of(answer, std::move(reading), secrets);
}

PinReply read_resend(const HttpReply& answer, Unspeakable secrets) {
    if (is_answer(answer, 200))
        return reply_of(answer, read_sms(answer, PinIdIn::may_be_missing), secrets);
    Reading reading = read_refusal(answer);
    if (is_answer(answer, 400) || is_answer(answer, 404)) reading.outcome = PinOutcome::expired;
    return reply_of(answer, std::move(reading), secrets);
}

PinReply read_verify(const HttpReply& answer, const Secret& pin_id, std::string_view to,
                     Unspeakable secrets) {
    if (is_answer(answer, 200))
        return reply_of(answer, read_verification(answer, pin_id, to), secrets);
    Reading reading = read_refusal(answer);
    if (is_answer(answer, 400) || is_answer(answer, 404))
        reading.outcome = outcome_of_reason(read_error_body(answer.body.reveal()).message_id);
    return reply_of(answer, std::move(reading), secrets);
}

}  // namespace infobip_otp
