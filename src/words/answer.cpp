// SPDX-License-Identifier: MIT
// Answer: reading what was typed.
#include "infobip_otp/answer.hpp"

#include <algorithm>
#include <cstring>

#include "infobip_otp/conversation.hpp"
#include "words/digit.hpp"

namespace infobip_otp {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hex_letter(char c) {
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool belongs(char c, CodeType type) {
    switch (type) {
        case CodeType::numeric: return is_digit(c);
        case CodeType::alpha: return is_letter(c);
        case CodeType::hex: return is_digit(c) || is_hex_letter(c);
        case CodeType::alphanumeric: return is_digit(c) || is_letter(c);
    }
    return false;
}

// Blanks and hyphens group a code for the eye; CR and LF are what a client may leave behind.
bool is_filler(char c) {
    return c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n';
}

// The letter that is meant: upper case, and what looks like 0 and 1, as people copy it from paper.
char recovery_letter(char c) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == 'o') return '0';
    if (c == 'i' || c == 'l') return '1';
    return c;
}

// One character of the typed text at a time into a buffer of known size: nothing grows, so that
// no copy of a code stays behind in a buffer that was given back.
struct Compact {
    char text[Conversation::longest_answer];
    std::size_t size = 0;

    ~Compact() { explicit_bzero(text, sizeof text); }
    [[nodiscard]] std::string_view view() const { return {text, size}; }
};

}  // namespace

std::string describe(const CodeShape& shape) {
    const std::string length = std::to_string(shape.length);
    switch (shape.type) {
        case CodeType::numeric: return length + " digits";
        case CodeType::alpha: return length + " letters";
        case CodeType::hex: return length + " hexadecimal digits";
        case CodeType::alphanumeric: return length + " letters and digits";
    }
    return length + " characters";
}

Answer read_answer(const Secret& typed, const CodeShape& shape) {
    if (typed.size() > Conversation::longest_answer) return {AnswerKind::unreadable, {}};

    Compact compact;
    for (const char c : typed.reveal())
        if (!is_filler(c)) compact.text[compact.size++] = c;
    const std::string_view text = compact.view();

    if (text.empty()) return {AnswerKind::nothing, {}};
    if (text == "r" || text == "R") return {AnswerKind::send_again, {}};
    if (text.size() == shape.length &&
        std::all_of(text.begin(), text.end(), [&](char c) { return belongs(c, shape.type); }))
        return {AnswerKind::code, Secret(text)};

    std::transform(text.begin(), text.end(), compact.text, recovery_letter);
    if (text.size() == recovery_code_length &&
        text.find_first_not_of(recovery_alphabet) == std::string_view::npos)
        return {AnswerKind::recovery_code, Secret(text)};
    return {AnswerKind::unreadable, {}};
}

}  // namespace infobip_otp
