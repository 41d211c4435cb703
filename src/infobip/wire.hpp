// SPDX-License-Identifier: MIT
// Wire: which request each call is, and which answer means what. Pure: bytes in, PinReply out.
//
// docs/infobip-contract.md sections 3, 4, 5, 6 and 7.2. The HTTP status decides first; the body
// refines 200, and 400 and 404 of verify. Whatever is not in the table denies.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "http/transport.hpp"
#include "infobip_otp/phone_number.hpp"
#include "infobip_otp/pin_service.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp {

// Which of Infobip's applications and message templates sends the PINs.
struct PinTemplate {
    std::string application_id;
    std::string message_id;
    std::string sender;                 // empty: the template's
    std::optional<bool> number_lookup;  // ncNeeded; nullopt: not sent
};

// What must not appear in a detail text, even where the server repeats it.
using Unspeakable = std::span<const std::string_view>;

// [A-Za-z0-9_-], 1 to 128 of them: what may stand in a path.
[[nodiscard]] bool is_pin_id(std::string_view text);

// 1 to 32 ASCII letters and digits.
[[nodiscard]] bool is_code(std::string_view text);

[[nodiscard]] HttpRequest send_request(const PinTemplate& from, const PhoneNumber& to);
// `pin_id` and `code` as is_pin_id and is_code want them, or std::invalid_argument is thrown.
[[nodiscard]] HttpRequest resend_request(const Secret& pin_id);
[[nodiscard]] HttpRequest verify_request(const Secret& pin_id, const Secret& code);

[[nodiscard]] PinReply read_send(const HttpReply& answer, Unspeakable secrets);
// pin_id of the reply is empty where the answer names none: the earlier one stays in use.
[[nodiscard]] PinReply read_resend(const HttpReply& answer, Unspeakable secrets);
// `to`: the number the PIN went to, without the plus; empty where it is not known. An answer that
// names another one is not understood: docs/decisions/0014-the-number-of-the-answer.md.
[[nodiscard]] PinReply read_verify(const HttpReply& answer, const Secret& pin_id,
                                   std::string_view to, Unspeakable secrets);

}  // namespace infobip_otp
