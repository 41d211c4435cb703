// SPDX-License-Identifier: MIT
// Verdict: it begins as a denial, and every cause has a word of its own.
#include "infobip_otp/verdict.hpp"

#include <set>
#include <string>

#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

void a_verdict_begins_as_a_denial(void**) {
    const Verdict verdict;
    assert_same(verdict.ruling, Ruling::denied);
    assert_same(verdict.cause, Cause::bug);
    assert_false(verdict.send_tried);
}

void every_cause_has_a_word_of_its_own(void**) {
    std::set<std::string> words;
    const int last = static_cast<int>(Cause::bug);
    for (int i = 0; i <= last; ++i) {
        const std::string_view text = word(static_cast<Cause>(i));
        assert_false(text.empty());
        assert_true(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") ==
                    std::string_view::npos);
        words.emplace(text);
    }
    assert_int_equal(words.size(), last + 1);
    assert_text(word(Cause::failures_per_user), "failures_per_user");
    assert_text(word(Cause::bug), "bug");
}

void rulings_have_words(void**) {
    assert_text(word(Ruling::denied), "denied");
    assert_text(word(Ruling::granted), "granted");
    assert_text(word(Ruling::exempt), "exempt");
}

}  // namespace

int main() {
    const CMUnitTest tests[] = {
        cmocka_unit_test(a_verdict_begins_as_a_denial),
        cmocka_unit_test(every_cause_has_a_word_of_its_own),
        cmocka_unit_test(rulings_have_words),
    };
    return cmocka_run_group_tests_name("verdict", tests, nullptr, nullptr);
}
