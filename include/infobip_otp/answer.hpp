// SPDX-License-Identifier: MIT
// Answer: what a person typed (code, recovery code, send again, unreadable).
#pragma once

#include <string>
#include <string_view>

#include "infobip_otp/secret.hpp"

namespace infobip_otp {

enum class CodeType { numeric, alpha, hex, alphanumeric };

// The shape that the message template gives a PIN (settings code_length, code_type).
struct CodeShape {
    unsigned length = 6;
    CodeType type = CodeType::numeric;
};

// "6 digits", "8 letters": for sentences.
[[nodiscard]] std::string describe(const CodeShape& shape);

enum class AnswerKind {
    nothing,        // an empty line
    send_again,     // "r" or "R"
    code,           // has the set shape: may leave the machine
    recovery_code,  // has the shape of a recovery code; never leaves the machine
    unreadable,     // anything else, and anything over 512 bytes: never leaves the module
};

struct Answer {
    AnswerKind kind = AnswerKind::unreadable;
    Secret text;  // code, recovery_code: without blanks and hyphens; letter case kept for codes,
                  // lower case for recovery codes
};

// 16 characters, spoken and typed without doubt: no i, l, o, u beside 1 and 0.
inline constexpr std::size_t recovery_code_length = 16;
inline constexpr std::string_view recovery_alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

// Reads one line; drops spaces and hyphens wherever they are: docs/infobip-contract.md section 12.
[[nodiscard]] Answer read_answer(const Secret& typed, const CodeShape& shape);

}  // namespace infobip_otp
