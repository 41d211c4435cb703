// SPDX-License-Identifier: MIT
// Sentences: plain ASCII, true numbers, one line.
#include "otp/prompts.hpp"

#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

TEST(lengths_of_time_are_rounded_up) {
    using std::chrono::seconds;
    assert_text(prompts::in_words(seconds(0)), "1 second");
    assert_text(prompts::in_words(seconds(1)), "1 second");
    assert_text(prompts::in_words(seconds(99)), "99 seconds");
    assert_text(prompts::in_words(seconds(100)), "2 minutes");
    assert_text(prompts::in_words(seconds(120)), "2 minutes");
    assert_text(prompts::in_words(seconds(121)), "3 minutes");
    assert_text(prompts::in_words(seconds(7200)), "2 hours");
    assert_text(prompts::in_words(seconds(86400)), "24 hours");
    assert_text(prompts::in_words(seconds(3 * 86400)), "3 days");
}

TEST(what_was_spent_is_told_with_numbers_times_and_what_to_do) {
    const WallTime time{std::chrono::seconds(1'795'867'380)};  // 2026-11-28 12:03
    const auto text = [&](unsigned codes, unsigned wrong) {
        return prompts::unseen({codes, time, wrong, time});
    };
    assert_text(
        text(4, 0),
        "4 codes were sent to you and not used, the last on 2026-11-28 12:03 UTC. If it was "
        "not you, change your password.");
    assert_text(text(1, 0),
                "1 code was sent to you and not used, on 2026-11-28 12:03 UTC. If it was not you, "
                "change your password.");
    assert_text(text(0, 2),
                "2 wrong codes were typed, the last on 2026-11-28 12:03 UTC. If it was not you, "
                "change your password.");
    assert_text(text(2, 1),
                "2 codes were sent to you and not used, the last on 2026-11-28 12:03 UTC, and 1 "
                "wrong code was typed, on 2026-11-28 12:03 UTC. If it was not you, change your "
                "password.");
}

TEST(every_cause_of_a_denial_has_a_sentence_of_plain_ascii) {
    for (int number = 0; number <= static_cast<int>(Cause::bug); ++number) {
        const std::string sentence =
            prompts::refusal(static_cast<Cause>(number), std::chrono::seconds(90));
        assert_true(sentence.size() > 20);
        assert_true(sentence.size() < 140);
        assert_int_equal(sentence.back(), '.');
        for (const char c : sentence) assert_in_range(c, ' ', '~');
    }
}

TEST(every_cause_has_a_word_of_its_own) {
    for (int one = 0; one <= static_cast<int>(Cause::bug); ++one)
        for (int other = 0; other < one; ++other)
            if (word(static_cast<Cause>(one)) == word(static_cast<Cause>(other)))
                fail_msg("%d and %d share a word", one, other);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("prompts");
}
