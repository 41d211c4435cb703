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

void a_code_has_exactly_the_set_length_and_letters(void**) {
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

void letter_case_of_a_code_is_kept(void**) {
    assert_text(read_answer(Secret(" aB-cD "), {4, CodeType::alpha}).text.reveal(), "aBcD");
}

void digits_of_other_scripts_are_no_digits(void**) {
    assert_same(kind("\xd9\xa1\xd9\xa2\xd9\xa3"), AnswerKind::unreadable);
    assert_same(kind("\xef\xbc\x91\xef\xbc\x92"), AnswerKind::unreadable);
}

void r_alone_sends_again(void**) {
    assert_same(kind("r"), AnswerKind::send_again);
    assert_same(kind(" R\r\n"), AnswerKind::send_again);
    assert_same(kind("rr"), AnswerKind::unreadable);
    assert_same(kind("resend"), AnswerKind::unreadable);
}

void blanks_alone_are_nothing(void**) {
    for (const char* typed : {"", " ", "\r\n", "-", " - - "})
        assert_same(kind(typed), AnswerKind::nothing);
}

void more_than_512_bytes_are_not_read(void**) {
    assert_same(kind("123456" + std::string(506, ' ')), AnswerKind::code);
    assert_same(kind("123456" + std::string(507, ' ')), AnswerKind::unreadable);
}

void a_recovery_code_is_read_as_it_was_meant(void**) {
    const Answer answer = read_answer(Secret("O123-i567 89AB-cdLf"), six_digits);
    assert_same(answer.kind, AnswerKind::recovery_code);
    assert_text(answer.text.reveal(), "0123156789abcd1f");
    assert_same(kind("u123-4567-89ab-cdef"), AnswerKind::unreadable);
    assert_same(kind("0123-4567-89ab-cde"), AnswerKind::unreadable);
}

void the_shape_is_said_in_words(void**) {
    assert_text(describe(six_digits), "6 digits");
    assert_text(describe({8, CodeType::alphanumeric}), "8 letters and digits");
}

}  // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_code_has_exactly_the_set_length_and_letters),
        cmocka_unit_test(letter_case_of_a_code_is_kept),
        cmocka_unit_test(digits_of_other_scripts_are_no_digits),
        cmocka_unit_test(r_alone_sends_again),
        cmocka_unit_test(blanks_alone_are_nothing),
        cmocka_unit_test(more_than_512_bytes_are_not_read),
        cmocka_unit_test(a_recovery_code_is_read_as_it_was_meant),
        cmocka_unit_test(the_shape_is_said_in_words),
    };
    return cmocka_run_group_tests_name("answer", tests, nullptr, nullptr);
}
