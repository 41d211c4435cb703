// SPDX-License-Identifier: MIT
// From the texts of a configuration to numbers; they were checked when they came in.
#include "sandbox/pin_rules.hpp"

namespace infobip_otp::sandbox {

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

}  // namespace infobip_otp::sandbox
