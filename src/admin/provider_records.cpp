// SPDX-License-Identifier: MIT
// Provider records.
#include "admin/provider_records.hpp"

namespace infobip_otp::admin {

void put_application(ProviderRecord& record, const Application& application) {
    const ApplicationRules& rules = application.rules;
    put_cut(record.application_id, application.id);
    put_cut(record.application_name, application.name);
    record.enabled = application.enabled ? 1 : 0;
    record.pin_attempts = rules.pin_attempts.value_or(-1);
    if (rules.allow_multiple_pin_verifications)
        record.allow_multiple = *rules.allow_multiple_pin_verifications ? 1 : 0;
    put_cut(record.pin_time_to_live, rules.pin_time_to_live);
    put_cut(record.verify_pin_limit, rules.verify_pin_limit);
    put_cut(record.send_pin_per_application_limit, rules.send_pin_per_application_limit);
    put_cut(record.send_pin_per_phone_number_limit, rules.send_pin_per_phone_number_limit);
}

void put_template(ProviderRecord& record, const MessageTemplate& message) {
    put_cut(record.message_id, message.id);
    put_cut(record.message_text, message.text);
    put_cut(record.pin_type, message.pin_type);
    put_cut(record.sender, message.sender);
    record.pin_length = message.pin_length.value_or(-1);
}

Application read_application(const ProviderRecord& record) {
    Application read{
        text_of(record.application_id), text_of(record.application_name), record.enabled == 1, {}};
    if (record.pin_attempts >= 0) read.rules.pin_attempts = record.pin_attempts;
    if (record.allow_multiple >= 0)
        read.rules.allow_multiple_pin_verifications = record.allow_multiple == 1;
    read.rules.pin_time_to_live = text_of(record.pin_time_to_live);
    read.rules.verify_pin_limit = text_of(record.verify_pin_limit);
    read.rules.send_pin_per_application_limit = text_of(record.send_pin_per_application_limit);
    read.rules.send_pin_per_phone_number_limit = text_of(record.send_pin_per_phone_number_limit);
    return read;
}

MessageTemplate read_template(const ProviderRecord& record) {
    MessageTemplate read{text_of(record.message_id), text_of(record.message_text),
                         text_of(record.pin_type), std::nullopt, text_of(record.sender)};
    if (record.pin_length >= 0) read.pin_length = record.pin_length;
    return read;
}

}  // namespace infobip_otp::admin
