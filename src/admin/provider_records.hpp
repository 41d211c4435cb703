// SPDX-License-Identifier: MIT
// Provider records: what the network child of this tool hands back, in one fixed size.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "infobip/management.hpp"
#include "link/records.hpp"

namespace infobip_otp::admin {

// Texts are printable and NUL-terminated; -1 stands for what Infobip did not say.
struct ProviderRecord {
    std::uint32_t outcome = 0;
    std::uint32_t http_status = 0;
    char detail[257] = {};
    char addresses[257] = {};
    char made_id[129] = {};
    std::uint32_t same_name = 0;
    char application_id[129] = {};  // empty: there is none
    char application_name[129] = {};
    std::int64_t enabled = 0;
    std::int64_t pin_attempts = -1;
    std::int64_t allow_multiple = -1;
    char pin_time_to_live[33] = {};
    char verify_pin_limit[33] = {};
    char send_pin_per_application_limit[33] = {};
    char send_pin_per_phone_number_limit[33] = {};
    char message_id[129] = {};  // empty: there is none
    char message_text[1025] = {};
    char pin_type[33] = {};
    char sender[65] = {};
    std::int64_t pin_length = -1;
};

// Cut to the array's size.
template <std::size_t Size>
void put_cut(char (&field)[Size], std::string_view text) {
    static_cast<void>(put_text(field, printable(text, Size - 1)));
}

// Empty where the array is not one text.
template <std::size_t Size>
[[nodiscard]] std::string text_of(const char (&field)[Size]) {
    return printable(get_text(field).value_or(""), Size);
}

// In the child.
void put_application(ProviderRecord& record, const Application& application);
void put_template(ProviderRecord& record, const MessageTemplate& message);

// In the tool; the ids must be there.
[[nodiscard]] Application read_application(const ProviderRecord& record);
[[nodiscard]] MessageTemplate read_template(const ProviderRecord& record);

}  // namespace infobip_otp::admin
