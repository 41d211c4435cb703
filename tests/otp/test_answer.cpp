// SPDX-License-Identifier: MIT
// What was typed: only text of the set shape becomes a code.
#include "cmocka.hpp"
#include "infobip_otp/answer.hpp"

using namespace infobip_otp;

namespace {

const CodeShape six_digits{6, CodeType::numeric};

AnswerKind kind(std::string_view typed, CodeShape shape = six_digits) {
    return read_answer(Secret(typed), shape).kind;
}

TEST(a_code_has_exactly_the_set_length_and_letters) {
    assert_same(kind("123456"), AnswerKind::code);
    assert_same(kind("12345"), AnswerKind::unreadable);
    assert_same(kind("1234567"), AnswerKind::unreadable);
    assert_same(kind("12345a"), AnswerKind::unreadable);
    assert_same(kind("deadbf", {6, CodeType::hex}), AnswerKind::code);
    assert_same(kind("deadbg", {6, CodeType::hex}), AnswerKind::unreadable);
    assert_same(kind("qwerty", {6, CodeType::alpha}), AnswerKind::code);
    assert_same(kind("qwert1", {6, CodeType::alpha}), AnswerKind::unreadable);
    assert_same(kind("qWert1", {6, CodeType::alphanumeric}), AnswerKind::code);
}

TEST(letter_case_of_a_code_is_kept) {
    assert_text(read_answer(Secret(" aB-cD "), {4, CodeType::alpha}).text.reveal(), "aBcD");
}

TEST(digits_of_other_scripts_are_no_digits) {
    assert_same(kind("\xd9\xa1\xd9\xa2\xd9\xa3"), AnswerKind::unreadable);
    assert_same(kind("\xef\xbc\x91\xef\xbc\x92"), AnswerKind::unreadable);
}

TEST(r_alone_sends_again) {
    assert_same(kind("r"), AnswerKind::send_again);
    assert_same(kind(" R\r\n"), AnswerKind::send_again);
    assert_same(kind("rr"), AnswerKind::unreadable);
    assert_same(kind("resend"), AnswerKind::unreadable);
}

TEST(blanks_alone_are_nothing) {
    for (const char* typed : {"", " ", "\r\n", "-", " - - "})
        assert_same(kind(typed), AnswerKind::nothing);
}

TEST(more_than_512_bytes_are_not_read) {
    assert_same(kind("123456" + std::string(506, ' ')), AnswerKind::code);
    assert_same(kind("123456" + std::string(507, ' ')), AnswerKind::unreadable);
}

TEST(a_recovery_code_is_read_as_it_was_meant) {
    const Answer answer = read_answer(Secret("O123-i567 89AB-cdLf"), six_digits);
    assert_same(answer.kind, AnswerKind::recovery_code);
    assert_text(answer.text.reveal(), "0123156789abcd1f");
    assert_same(kind("u123-4567-89ab-cdef"), AnswerKind::unreadable);
    assert_same(kind("0123-4567-89ab-cde"), AnswerKind::unreadable);
}

TEST(the_shape_is_said_in_words) {
    assert_text(describe(six_digits), "6 digits");
    assert_text(describe({8, CodeType::alphanumeric}), "8 letters and digits");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("answer");
}
