// SPDX-License-Identifier: MIT
// Typed answers over any bytes: only text of the set shape is a code, and leaves the machine.
#include <algorithm>
#include <string>

#include "fuzz/demand.hpp"
#include "infobip_otp/answer.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool fits(CodeType type, char c) {
    switch (type) {
        case CodeType::numeric: return is_digit(c);
        case CodeType::alpha: return is_letter(c);
        case CodeType::hex: return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        case CodeType::alphanumeric: return is_digit(c) || is_letter(c);
    }
    return false;
}

bool every(std::string_view text, const auto& claim) {
    return std::all_of(text.begin(), text.end(), claim);
}

void check(const Answer& answer, const CodeShape& shape, std::string_view typed) {
    const std::string_view text = answer.text.reveal();
    switch (answer.kind) {
        case AnswerKind::code:
            demand(typed.size() <= 512 && text.size() == shape.length);
            demand(every(text, [&](char c) { return fits(shape.type, c); }));
            return;
        case AnswerKind::recovery_code:
            demand(typed.size() <= 512 && text.size() == recovery_code_length);
            demand(every(
                text, [](char c) { return recovery_alphabet.find(c) != std::string_view::npos; }));
            return;
        case AnswerKind::send_again:
            demand(typed.find_first_of("rR") != std::string_view::npos && text.empty());
            return;
        case AnswerKind::nothing:
            demand(every(typed, [](char c) { return c == ' ' || c == '-' || c <= ' '; }));
            return;
        case AnswerKind::unreadable: demand(text.empty());
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string_view input = as_text(bytes, size);
    const unsigned choice = take_byte(input);
    const CodeShape shape{4 + choice % 7, static_cast<CodeType>(choice / 7 % 4)};
    const Secret typed(input);
    check(read_answer(typed, shape), shape, input);
    return 0;
}
