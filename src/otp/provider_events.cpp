// SPDX-License-Identifier: MIT
// Log lines of exchanges.
#include "otp/provider_events.hpp"

#include "infobip_otp/outcomes.hpp"

namespace infobip_otp {

void record_exchange(const Attempt& attempt, Event event, PinOutcome expected,
                     const PinReply& reply) {
    const bool wrong_code =
        expected == PinOutcome::verified && reply.outcome == PinOutcome::wrong_code;
    const bool failed = reply.outcome != expected && !wrong_code;
    AuditEvent line = line_of(wrong_code ? Event::code_wrong
                              : failed   ? Event::provider_failed
                                         : event);
    line.severity = row_of(reply.outcome).severity;
    line.fields.push_back({"to", attempt.phone->masked()});
    if (failed) {
        line.fields.push_back({"during", std::string(row_of(event).word)});
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
