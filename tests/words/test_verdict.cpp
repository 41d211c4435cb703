// SPDX-License-Identifier: MIT
// Verdict: it begins as a denial, and every cause has a word of its own.
#include "infobip_otp/verdict.hpp"

#include <set>
#include <string>

#include "cmocka.hpp"
#include "infobip_otp/causes.hpp"
#include "infobip_otp/table.hpp"

using namespace infobip_otp;

namespace {

TEST(a_verdict_begins_as_a_denial) {
    const Verdict verdict;
    assert_same(verdict.ruling, Ruling::denied);
    assert_same(verdict.cause, Cause::bug);
    assert_false(verdict.send_tried);
}

TEST(every_cause_has_a_word_of_its_own) {
    std::set<std::string> words;
    for (const CauseRow& row : causes()) {
        const std::string_view text = word(row.cause);
        assert_false(text.empty());
        assert_true(text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") ==
                    std::string_view::npos);
        words.emplace(text);
    }
    assert_int_equal(words.size(), causes().size());
    assert_text(word(Cause::failures_per_user), "failures_per_user");
    assert_text(word(Cause::bug), "bug");
}

enum class Moon { new_moon, full };
struct MoonRow {
    Moon moon;
};
constexpr MoonRow good[] = {{Moon::new_moon}, {Moon::full}};
constexpr MoonRow odd_order[] = {{Moon::full}, {Moon::new_moon}};
constexpr MoonRow twice[] = {{Moon::new_moon}, {Moon::new_moon}};
constexpr MoonRow without_last[] = {{Moon::new_moon}};
constexpr MoonRow without_first[] = {{Moon::full}};

TEST(a_table_with_a_row_missing_or_out_of_order_is_found) {
    assert_true((is_complete<good, &MoonRow::moon>()));
    assert_false((is_complete<odd_order, &MoonRow::moon>()));
    assert_false((is_complete<twice, &MoonRow::moon>()));
    assert_false((is_complete<without_last, &MoonRow::moon>()));
    assert_false((is_complete<without_first, &MoonRow::moon>()));
}

TEST(a_value_that_is_no_cause_is_a_bug) {
    assert_same(row_of(static_cast<Cause>(-1)).cause, Cause::bug);
    assert_same(row_of(static_cast<Cause>(causes().size())).cause, Cause::bug);
    assert_same(row_of(Cause::no_phone).cause, Cause::no_phone);
}

TEST(rulings_have_words) {
    assert_text(word(Ruling::denied), "denied");
    assert_text(word(Ruling::granted), "granted");
    assert_text(word(Ruling::exempt), "exempt");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("verdict");
}
