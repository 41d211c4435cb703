// SPDX-License-Identifier: MIT
// Log lines of exchanges.
#include "otp/provider_events.hpp"

#include "infobip_otp/outcomes.hpp"

namespace infobip_otp {

void record_exchange(const Attempt& attempt, std::string_view event, PinOutcome expected,
                     const PinReply& reply) {
    const bool as_expected = reply.outcome == expected;
    AuditEvent line{as_expected ? event : "provider_failed", row_of(reply.outcome).severity, {}};
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
