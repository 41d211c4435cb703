// SPDX-License-Identifier: MIT
// Prompts: every sentence that a person sees, but for the refusals of causes.cpp.
//
// Plain ASCII (sshd prints other characters as octal in a C locale), each says what happened and
// what to do next. "tries" is what is left after the answer that is spoken of.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "infobip_otp/answer.hpp"
#include "infobip_otp/limit_store.hpp"
#include "infobip_otp/rate_limit.hpp"
#include "infobip_otp/verdict.hpp"

namespace infobip_otp::prompts {

inline constexpr std::string_view code = "Code: ";
inline constexpr std::string_view recovery_code = "Recovery code: ";
inline constexpr std::string_view close = "Press Enter to close: ";

[[nodiscard]] std::string code_sent(std::string_view masked_number);
[[nodiscard]] std::string only_code_sent(std::string_view masked_number);  // no resends
[[nodiscard]] std::string same_code_sent(std::string_view masked_number);
[[nodiscard]] std::string new_code_sent(std::string_view masked_number);

[[nodiscard]] std::string nothing_typed();
[[nodiscard]] std::string wrong_shape(const CodeShape& shape, unsigned tries);
[[nodiscard]] std::string code_wrong(unsigned tries);
[[nodiscard]] std::string code_expired(unsigned tries);
[[nodiscard]] std::string code_finished(unsigned tries);
[[nodiscard]] std::string wait_and_type_again();
[[nodiscard]] std::string code_not_checked(unsigned tries);

[[nodiscard]] std::string no_sends_left(unsigned tries);
[[nodiscard]] std::string sent_soon(std::chrono::seconds wait);
[[nodiscard]] std::string cannot_send_yet(Cause limit, std::chrono::seconds wait, unsigned tries);
[[nodiscard]] std::string not_sent_again();
[[nodiscard]] std::string new_code_not_sent();

// `unseen` is not nothing.
[[nodiscard]] std::string unseen(const Unseen& unseen);

[[nodiscard]] std::string recovery_used(WallTime when, unsigned left);
[[nodiscard]] std::string recovery_first();
[[nodiscard]] std::string recovery_instead();
[[nodiscard]] std::string recovery_accepted(unsigned left);
[[nodiscard]] std::string recovery_wrong(unsigned tries);
[[nodiscard]] std::string recovery_too_soon(std::chrono::seconds wait, unsigned tries);
[[nodiscard]] std::string recovery_unusable(unsigned tries);

[[nodiscard]] std::string let_in_unreachable();

// Why the login is refused. `wait` is used by the limits, and by an outage that is
// too young for when_unreachable = allow.
[[nodiscard]] std::string refusal(Cause cause, std::chrono::seconds wait);
[[nodiscard]] std::string with_reference(std::string sentence, std::string_view reference);

// "1 second", "12 minutes", "3 hours": rounded up, so that it is true when it is over.
[[nodiscard]] std::string in_words(std::chrono::seconds length);

}  // namespace infobip_otp::prompts
