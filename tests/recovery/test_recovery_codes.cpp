// SPDX-License-Identifier: MIT
// FileRecoveryCodes: each code opens once, and nothing else does.
#include "recovery/file_recovery_codes.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "base/slot_file.hpp"
#include "base/system_clock.hpp"
#include "children.hpp"
#include "fakes/fixed_clock.hpp"
#include "fakes/small_disk.hpp"
#include "fakes/temporary_folder.hpp"
#include "infobip_otp/answer.hpp"
#include "recovery/hash.hpp"

using namespace infobip_otp;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

// The file of "alice".
const std::string alice_file = "616c696365.recovery";

struct RecoveryFixture {
    RecoveryFixture() : state(temporary.path_of("state")) {}

    FileRecoveryCodes codes(seconds pause = seconds(0)) {
        return FileRecoveryCodes(state, pause, clock);
    }
    std::vector<Secret> renew(const std::string& account = "alice") {
        auto set = codes().renew(account);
        if (!set) fail_msg("%s", set.error().message.c_str());
        return std::move(*set);
    }
    RecoverySpending spend(std::string_view code, const std::string& account = "alice") {
        const auto spending = codes().spend(account, Secret(code), {});
        if (!spending) fail_msg("%s", spending.error().message.c_str());
        return *spending;
    }
    unsigned count(const std::string& account = "alice") { return codes().count(account).value(); }
    std::string path_of(const std::string& name) const { return state + "/" + name; }

    testing::TemporaryFolder temporary;
    testing::FixedClock clock;
    std::string state;
};

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(a_set_has_ten_codes_of_the_unambiguous_alphabet_with_groups_of_their_own) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    assert_int_equal(set.size(), 10);
    std::set<std::string> groups;
    for (const Secret& code : set) {
        assert_int_equal(code.size(), recovery_code_length);
        assert_true(code.reveal().find_first_not_of(recovery_alphabet) == std::string_view::npos);
        groups.emplace(code.reveal().substr(0, 4));
    }
    assert_int_equal(groups.size(), 10);
    assert_int_equal(fixture.count(), 10);
}

TEST(sets_have_nothing_in_common_and_use_every_letter) {
    RecoveryFixture fixture;
    std::set<std::string> codes;
    std::set<char> letters;
    for (int i = 0; i < 4; ++i)
        for (const Secret& code : fixture.renew()) {
            codes.emplace(code.reveal());
            letters.insert(code.reveal().begin(), code.reveal().end());
        }
    assert_int_equal(codes.size(), 40);
    assert_int_equal(letters.size(), 32);
}

TEST(each_code_opens_once) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    unsigned left = 10;
    for (const Secret& code : set) {
        const RecoverySpending first = fixture.spend(code.reveal());
        assert_same(first.answer, RecoveryAnswer::accepted);
        assert_int_equal(first.left, --left);
        assert_int_equal(fixture.count(), left);
        assert_same(fixture.spend(code.reveal()).answer, RecoveryAnswer::wrong);
    }
}

TEST(a_use_is_unseen_until_the_owner_was_told) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    assert_false(fixture.codes().unseen_use("alice").value().has_value());
    assert_same(fixture.spend(set[0].reveal()).answer, RecoveryAnswer::accepted);
    assert_true(fixture.codes().unseen_use("alice").value().has_value());
    assert_same(fixture.spend("0000000000000000").answer, RecoveryAnswer::wrong);
    assert_true(fixture.codes().unseen_use("alice").value().has_value());
    assert_true(fixture.codes().mark_seen("alice").has_value());
    assert_false(fixture.codes().unseen_use("alice").value().has_value());
    assert_int_equal(fixture.count(), 9);
    assert_true(fixture.codes().mark_seen("nobody").has_value());
    assert_false(fixture.codes().unseen_use("nobody").value().has_value());
}

TEST(a_code_that_was_read_from_the_prompt_opens) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    std::string typed;
    for (const char c : set[3].reveal()) {
        typed += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        if (typed.size() % 5 == 4) typed += '-';
    }
    const Answer answer = read_answer(Secret(typed), CodeShape{});
    assert_same(answer.kind, AnswerKind::recovery_code);
    assert_same(fixture.codes().spend("alice", answer.text, {})->answer, RecoveryAnswer::accepted);
}

TEST(a_wrong_code_opens_nothing_and_spends_nothing) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    const std::string right(set[0].reveal());
    std::string last_wrong = right;
    last_wrong.back() = last_wrong.back() == '0' ? '1' : '0';
    for (const std::string& wrong :
         {last_wrong, right.substr(0, 15), right + "0", right.substr(0, 4), std::string(),
          right.substr(0, 4) + std::string(set[1].reveal().substr(4)), std::string(16, '0')})
        assert_same(fixture.spend(wrong).answer, RecoveryAnswer::wrong);
    assert_int_equal(fixture.count(), 10);
    assert_same(fixture.spend(right).answer, RecoveryAnswer::accepted);
}

TEST(a_code_opens_its_own_account_only) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    fixture.renew("bob");
    assert_same(fixture.spend(set[0].reveal(), "bob").answer, RecoveryAnswer::wrong);
    assert_same(fixture.spend(set[0].reveal(), "nobody").answer, RecoveryAnswer::wrong);
    assert_int_equal(fixture.count("nobody"), 0);
}

TEST(an_account_without_codes_gets_no_file) {
    RecoveryFixture fixture;
    assert_same(fixture.spend(std::string(16, '0')).answer, RecoveryAnswer::wrong);
    assert_true(Folder::open(fixture.state)->names()->empty());
}

TEST(a_new_set_makes_the_old_one_worthless) {
    RecoveryFixture fixture;
    const auto old = fixture.renew();
    const auto fresh = fixture.renew();
    for (int i = 0; i < 3; ++i)
        assert_same(fixture.spend(old[static_cast<std::size_t>(i)].reveal()).answer,
                    RecoveryAnswer::wrong);
    assert_same(fixture.spend(fresh[0].reveal()).answer, RecoveryAnswer::accepted);
}

TEST(revoked_codes_open_nothing) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    assert_same(fixture.spend(set[0].reveal()).answer, RecoveryAnswer::accepted);
    assert_int_equal(fixture.codes().revoke("alice").value(), 9);
    assert_int_equal(fixture.codes().revoke("alice").value(), 0);
    assert_int_equal(fixture.count(), 0);
    assert_same(fixture.spend(set[1].reveal()).answer, RecoveryAnswer::wrong);
    assert_false(Folder::open(fixture.state).value().has(alice_file));
}

// Of a code of the set its first group, and nothing else of it.
std::string with_the_group_of(const Secret& code) {
    return std::string(code.reveal().substr(0, 4)) + "000000000000";
}

// A group that no code of the set has.
std::string guess_beside(const std::vector<Secret>& set) {
    for (const char letter : recovery_alphabet) {
        const std::string group(4, letter);
        const auto has_it = [&](const Secret& code) { return code.reveal().starts_with(group); };
        if (std::none_of(set.begin(), set.end(), has_it)) return group + "000000000000";
    }
    return {};
}

TEST(one_guess_per_pause) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    const std::string guess = guess_beside(set);
    const auto spend = [&] {
        return fixture.codes(seconds(2)).spend("alice", Secret(guess), {}).value();
    };
    assert_same(spend().answer, RecoveryAnswer::wrong);
    const RecoverySpending early = spend();
    assert_same(early.answer, RecoveryAnswer::too_soon);
    assert_int_equal(early.wait.count(), 2);
    fixture.clock.advance(seconds(1));
    assert_same(spend().answer, RecoveryAnswer::too_soon);
    fixture.clock.advance(seconds(1));
    assert_same(spend().answer, RecoveryAnswer::wrong);
}

// Decision 0010.
TEST(whoever_guesses_without_end_does_not_keep_the_owner_out) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    const std::string guess = guess_beside(set);
    const auto spend = [&](std::string_view code) {
        return fixture.codes(seconds(2)).spend("alice", Secret(code), {}).value();
    };
    for (const Secret& code : set) {
        static_cast<void>(spend(guess));
        assert_same(spend(guess).answer, RecoveryAnswer::too_soon);
        assert_same(spend(with_the_group_of(code)).answer, RecoveryAnswer::wrong);
        assert_same(spend(code.reveal()).answer, RecoveryAnswer::accepted);
    }
}

TEST(each_step_of_a_try_is_announced_before_it_is_written) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    std::string steps;
    const auto spend = [&](std::string_view code) {
        const std::string before = content_of(fixture.path_of(alice_file));
        const unsigned left = fixture.count();
        steps.clear();
        return fixture.codes(seconds(2))
            .spend("alice", Secret(code),
                   [&](RecoveryStep step) {
                       steps += step == RecoveryStep::checking ? "checking " : "spending ";
                       assert_int_equal(fixture.count(), left);
                       if (step == RecoveryStep::checking)
                           assert_true(content_of(fixture.path_of(alice_file)) == before);
                   })
            ->answer;
    };
    const std::string guess = guess_beside(set);
    assert_same(spend(guess), RecoveryAnswer::wrong);
    assert_text(steps, "checking ");
    assert_same(spend(guess), RecoveryAnswer::too_soon);
    assert_text(steps, "");
    assert_same(spend(set[0].reveal()), RecoveryAnswer::accepted);
    assert_text(steps, "checking spending ");
    assert_int_equal(fixture.count(), 9);
}

TEST(a_try_from_the_future_delays_one_pause_only) {
    RecoveryFixture fixture;
    const std::string guess = guess_beside(fixture.renew());
    const auto spend = [&] {
        return fixture.codes(seconds(2)).spend("alice", Secret(guess), {}).value();
    };
    const WallTime today = fixture.clock.wall();
    fixture.clock.set_wall(today + hours(24 * 365));
    assert_same(spend().answer, RecoveryAnswer::wrong);
    fixture.clock.set_wall(today);
    assert_same(spend().answer, RecoveryAnswer::too_soon);
    fixture.clock.advance(seconds(2));
    assert_same(spend().answer, RecoveryAnswer::wrong);
}

TEST(failures_never_lock_anything) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    for (int i = 0; i < 30; ++i)
        assert_same(fixture.spend("0000000000000000").answer, RecoveryAnswer::wrong);
    assert_same(fixture.spend(set[0].reveal()).answer, RecoveryAnswer::accepted);
}

TEST(the_file_holds_yescrypt_hashes_and_no_code) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    const std::string content = content_of(fixture.path_of(alice_file));
    std::size_t hashes = 0;
    for (auto at = content.find("$y$j9T$"); at != std::string::npos;
         at = content.find("$y$j9T$", at + 1))
        ++hashes;
    assert_int_equal(hashes, 10);
    for (const Secret& code : set) {
        assert_true(content.find(code.reveal()) == std::string::npos);
        assert_true(content.find(code.reveal().substr(4)) == std::string::npos);
    }
    struct stat status {};
    assert_int_equal(stat(fixture.path_of(alice_file).c_str(), &status), 0);
    assert_int_equal(status.st_mode & 07777, 0600);
    assert_int_equal(status.st_size, slot_file_size);
}

TEST(two_hashes_of_one_code_differ_and_both_compare_the_same) {
    const Secret code("0123456789abcdef");
    const std::string first = hash_code(code).value();
    const std::string second = hash_code(code).value();
    assert_true(first != second);
    for (const std::string& hash : {first, second}) {
        assert_same(compare_code(code, hash).value(), Comparison::same);
        assert_same(compare_code(Secret("0123456789abcdeg"), hash).value(), Comparison::different);
    }
    assert_same(compare_code(code, nobodys_hash).value(), Comparison::different);
    assert_same(compare_code(Secret(), nobodys_hash).value(), Comparison::different);
    assert_false(compare_code(code, "").has_value());
}

TEST(a_damaged_file_is_an_error_until_the_set_is_renewed_or_revoked) {
    RecoveryFixture fixture;
    for (const bool renewed : {true, false}) {
        const auto set = fixture.renew();
        for (const std::string& content :
             {std::string(), std::string(4096, 'x'), std::string(5000, '\0')}) {
            std::ofstream(fixture.path_of(alice_file), std::ios::binary) << content;
            assert_contains(fixture.codes().count("alice").error().message, "is damaged");
            assert_contains(fixture.codes().spend("alice", set[0], {}).error().message,
                            "recovery new ACCOUNT");
        }
        if (renewed) {
            fixture.renew();
            assert_int_equal(fixture.count(), 10);
        } else {
            assert_int_equal(fixture.codes().revoke("alice").value(), 0);
            assert_int_equal(fixture.count(), 0);
        }
    }
}

TEST(a_file_of_a_later_version_is_named) {
    RecoveryFixture fixture;
    fixture.renew();
    std::ofstream(fixture.path_of(alice_file), std::ios::binary)
        << new_slots({"IOTPREC\n", 2}, "something else");
    assert_contains(fixture.codes().count("alice").error().message, "later version");
}

TEST(hostile_names_are_refused_or_get_a_plain_file) {
    RecoveryFixture fixture;
    const auto set = fixture.renew("../x");
    assert_same(fixture.spend(set[0].reveal(), "../x").answer, RecoveryAnswer::accepted);
    assert_false(Folder::open(fixture.temporary.path_of("")).value().has("x"));
    assert_contains(fixture.codes().count("").error().message, "without a name");
    assert_contains(fixture.codes().renew(std::string(4096, 'a')).error().message, "4096 bytes");
}

int on_a_full_disk(const std::string& disk) {
    RecoveryFixture fixture;
    fixture.state = disk + "/state";
    const auto set = fixture.renew();
    if (!testing::fill_disk(disk)) return 10;
    if (fixture.spend(set[0].reveal()).answer != RecoveryAnswer::accepted) return 11;
    if (fixture.spend(set[0].reveal()).answer != RecoveryAnswer::wrong) return 12;
    const auto refused = fixture.codes().renew("bob");
    if (refused || refused.error().message.find("No space left") == std::string::npos) return 13;
    return fixture.count("bob") == 0 ? 0 : 14;
}

TEST(on_a_full_disk_codes_still_open_once) {
    assert_int_equal(testing::with_small_disk(on_a_full_disk), 0);
}

// A set of one code, for loops that cannot hash ten of them each time.
void make_set_of_one(const std::string& state, const Secret& code, Clock& clock) {
    const Folder folder = Folder::open_private(state).value();
    RecoveryRecord record;
    record.entries = {
        {std::string(code.reveal().substr(0, group_length)), hash_code(code).value()}};
    const auto made = LockedFile::replace(folder, alice_file,
                                          new_slots(recovery_record_format, encode(record)), clock);
    assert_true(made.has_value());
}

TEST(a_spend_killed_anywhere_leaves_the_code_whole_or_spent) {
    SystemClock clock;
    unsigned n = 0;
    int unspent = 0;
    int spent = 0;
    for (bool finished = false; !finished; ++n) {
        RecoveryFixture fixture;
        FileRecoveryCodes codes(fixture.state, seconds(0), clock);
        const Secret code("abcd000000000000");
        make_set_of_one(fixture.state, code, clock);
        finished =
            testing::kill_at(n, [&] {
                return codes.spend("alice", code, {})->answer == RecoveryAnswer::accepted ? 0 : 1;
            }) == testing::Step::finished;
        const unsigned left = codes.count("alice").value();
        ++(left == 0 ? spent : unspent);
        assert_same(codes.spend("alice", code, {})->answer,
                    left == 0 ? RecoveryAnswer::wrong : RecoveryAnswer::accepted);
        assert_false(finished && left != 0);
    }
    assert_in_range(n, 40, 400);
    assert_true(spent > 0 && unspent > 0);
}

// Stops one process at each of its steps, lets another spend the same code meanwhile, and goes on.
TEST(wherever_one_process_is_another_cannot_spend_the_same_code) {
    unsigned n = 0;
    int first_won = 0;
    int second_won = 0;
    for (bool finished = false; !finished; ++n) {
        RecoveryFixture fixture;
        const Secret code("abcd000000000000");
        make_set_of_one(fixture.state, code, fixture.clock);
        const auto spend = [&] {
            const auto spending = fixture.codes().spend("alice", code, {});
            return spending && spending->answer == RecoveryAnswer::accepted;
        };
        testing::SteppedChild first([&] { return spend() ? 0 : 1; });
        finished = first.advance(n) == testing::Step::finished;
        // Where the first holds the lock the second gives up: its clock makes 2 s of no time.
        const bool second = spend();
        const bool won = (finished ? first.code() : first.finish()) == 0;
        if (won == second) fail_msg("stop %u: %s", n, won ? "both" : "none");
        ++(won ? first_won : second_won);
        assert_int_equal(fixture.count(), 0);
    }
    assert_in_range(n, 40, 400);
    assert_true(first_won > 10 && second_won > 10);
}

TEST(of_a_hundred_processes_with_one_code_exactly_one_wins) {
    RecoveryFixture fixture;
    const auto set = fixture.renew();
    // All wait until the last of them is there.
    int gate[2];
    assert_int_equal(pipe(gate), 0);
    std::vector<pid_t> children;
    for (int i = 0; i < 100; ++i)
        children.push_back(testing::start_child([&] {
            close(gate[1]);
            char nothing = 0;
            if (read(gate[0], &nothing, 1) != 0) return 3;
            SystemClock clock;
            FileRecoveryCodes codes(fixture.state, seconds(0), clock);
            const auto spending = codes.spend("alice", set[0], {});
            // On a busy machine the lock may not be had within its 2 s: denied, and said so.
            if (!spending)
                return spending.error().message.find("held by another process") != std::string::npos
                           ? 1
                           : 2;
            return spending->answer == RecoveryAnswer::accepted ? 0 : 1;
        }));
    close(gate[0]);
    close(gate[1]);
    int accepted = 0;
    for (const pid_t child : children) {
        const int code = testing::wait_for_child(child);
        assert_in_range(code, 0, 1);
        if (code == 0) ++accepted;
    }
    assert_int_equal(accepted, 1);
    assert_int_equal(fixture.count(), 9);
}

TEST(of_a_hundred_processes_within_one_pause_one_gets_a_try) {
    RecoveryFixture fixture;
    fixture.renew();
    std::vector<pid_t> children;
    for (int i = 0; i < 100; ++i)
        children.push_back(testing::start_child([&] {
            SystemClock clock;
            FileRecoveryCodes codes(fixture.state, hours(1), clock);
            const auto spending = codes.spend("alice", Secret("0000000000000000"), {});
            if (!spending) return 2;
            return spending->answer == RecoveryAnswer::wrong ? 0 : 1;
        }));
    int tries = 0;
    for (const pid_t child : children) {
        const int code = testing::wait_for_child(child);
        assert_in_range(code, 0, 1);
        if (code == 0) ++tries;
    }
    assert_int_equal(tries, 1);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("recovery_codes");
}
