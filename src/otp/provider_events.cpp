// SPDX-License-Identifier: MIT
// Log lines of exchanges.
#include "otp/provider_events.hpp"

namespace infobip_otp {
namespace {

Severity severity_of(PinOutcome outcome) {
    switch (outcome) {
        case PinOutcome::sent:
        case PinOutcome::verified:
        case PinOutcome::wrong_code:
        case PinOutcome::no_more_tries:
        case PinOutcome::expired: return Severity::info;
        case PinOutcome::pin_rejected:
        case PinOutcome::throttled:
        case PinOutcome::not_sent: return Severity::warning;
        case PinOutcome::request_refused:
        case PinOutcome::credentials:
        case PinOutcome::forbidden:
        case PinOutcome::provider_rejected:
        case PinOutcome::provider_fault:
        case PinOutcome::not_reached:
        case PinOutcome::not_resolved:
        case PinOutcome::no_answer:
        case PinOutcome::not_trusted:
        case PinOutcome::not_understood:
        case PinOutcome::helper_unusable:
        case PinOutcome::helper_failed: return Severity::error;
    }
    return Severity::error;
}

}  // namespace

std::string_view word(PinOutcome outcome) {
    switch (outcome) {
        case PinOutcome::sent: return "sent";
        case PinOutcome::verified: return "verified";
        case PinOutcome::wrong_code: return "wrong_code";
        case PinOutcome::no_more_tries: return "no_more_tries";
        case PinOutcome::expired: return "expired";
        case PinOutcome::pin_rejected: return "pin_rejected";
        case PinOutcome::throttled: return "throttled";
        case PinOutcome::not_sent: return "not_sent";
        case PinOutcome::request_refused: return "request_refused";
        case PinOutcome::credentials: return "credentials";
        case PinOutcome::forbidden: return "forbidden";
        case PinOutcome::provider_rejected: return "provider_rejected";
        case PinOutcome::provider_fault: return "provider_fault";
        case PinOutcome::not_reached: return "not_reached";
        case PinOutcome::not_resolved: return "not_resolved";
        case PinOutcome::no_answer: return "no_answer";
        case PinOutcome::not_trusted: return "not_trusted";
        case PinOutcome::not_understood: return "not_understood";
        case PinOutcome::helper_unusable: return "helper_unusable";
        case PinOutcome::helper_failed: return "helper_failed";
    }
    return "none";
}

void record_exchange(const Attempt& attempt, std::string_view event, PinOutcome expected,
                     const PinReply& reply) {
    const bool as_expected = reply.outcome == expected;
    AuditEvent line{as_expected ? event : "provider_failed", severity_of(reply.outcome), {}};
    if (expected == PinOutcome::verified && reply.outcome == PinOutcome::wrong_code)
        line.event = "code_wrong";
    line.fields.push_back({"to", attempt.phone->masked()});
    if (line.event == "provider_failed") {
        line.fields.push_back({"during", std::string(event)});
        line.fields.push_back({"outcome", std::string(word(reply.outcome))});
    }
    if (reply.http_status != 0)
        line.fields.push_back({"status", std::to_string(reply.http_status)});
    if (!reply.provider_request_id.empty())
        line.fields.push_back({"provider_request", reply.provider_request_id});
    if (!reply.detail.empty()) line.fields.push_back({"detail", reply.detail});
    attempt.ports.audit.record(line);
}

}  // namespace infobip_otp
