// SPDX-License-Identifier: MIT
// HostSends: the machine's limit, without a lock that anybody could hold.
#include "limits/host_sends.hpp"

#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "children.hpp"
#include "fakes/small_disk.hpp"
#include "fakes/yardstick.hpp"
#include "limits/limit_fixture.hpp"

using namespace infobip_otp;
using infobip_otp::testing::LimitFixture;
using infobip_otp::testing::stretched;
using std::chrono::hours;
using std::chrono::seconds;

namespace {

LimitSettings host_limit(unsigned count, seconds window) {
    LimitSettings limits;
    limits.sends_per_host = {{count, window}};
    return limits;
}

std::size_t size_of(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
}

TEST(the_limit_is_off_by_default_and_leaves_no_file) {
    LimitFixture fixture;
    fixture.send(1);
    assert_true(Folder::open(fixture.state)->names().value() ==
                std::vector<std::string>{testing::alice_file});
}

TEST(sends_of_all_accounts_count_together) {
    LimitFixture fixture(host_limit(3, hours(1)));
    for (const char* account : {"alice", "bob", "carol"}) fixture.send(1, account);
    const auto fourth = fixture.store().spend_send("dave", {});
    assert_same(fourth->refused_by, Limit::sends_per_host);
    assert_int_equal(fourth->wait.count(), 3600);
    assert_int_equal(fixture.record("dave").days.at(0).refused[2], 1);
    fixture.clock.advance(seconds(3599));
    assert_same(fixture.refusal("dave"), Limit::sends_per_host);
    fixture.clock.advance(seconds(1));
    fixture.send(1, "dave");
}

TEST(what_an_account_may_not_send_is_not_counted_for_the_machine) {
    LimitFixture fixture(host_limit(10, hours(1)));
    fixture.limits.unanswered_per_user = {{1, hours(1)}};
    fixture.send(1);
    for (int i = 0; i < 20; ++i) assert_same(fixture.refusal(), Limit::unanswered_per_user);
    for (int i = 0; i < 9; ++i) fixture.send(1, "user" + std::to_string(i));
    assert_same(fixture.refusal("last"), Limit::sends_per_host);
}

TEST(a_send_that_reached_nobody_is_given_back_to_the_machine) {
    LimitFixture fixture(host_limit(2, hours(1)));
    fixture.send(1, "bob");
    for (int i = 0; i < 5; ++i) {
        auto store = fixture.store();
        assert_true(store.spend_send("alice", {})->granted());
        assert_true(store.give_back_send("alice").has_value());
    }
    fixture.send(1);
    assert_same(fixture.refusal("bob"), Limit::sends_per_host);
}

TEST(a_success_does_not_free_the_machine) {
    LimitFixture fixture(host_limit(1, hours(1)));
    fixture.send(1);
    assert_true(fixture.store().succeed("alice", RightCode::sent, {}).has_value());
    assert_same(fixture.refusal(), Limit::sends_per_host);
}

TEST(after_a_clock_that_was_a_year_ahead_the_machine_waits_one_window) {
    LimitFixture fixture(host_limit(2, hours(1)));
    const WallTime today = fixture.clock.wall();
    fixture.clock.set_wall(today + hours(24 * 365));
    fixture.send(2);
    fixture.clock.set_wall(today);
    const auto refused = fixture.store().spend_send("alice", {});
    assert_same(refused->refused_by, Limit::sends_per_host);
    assert_int_equal(refused->wait.count(), 3600);
    fixture.clock.advance(seconds(1800));
    assert_same(fixture.refusal(), Limit::sends_per_host);
    fixture.clock.advance(seconds(1800));
    fixture.send(1);
}

TEST(a_clock_set_back_by_a_week_does_not_make_a_week_of_the_machine_one_day) {
    LimitFixture fixture(host_limit(20, hours(24)));
    for (int i = 0; i < 100; ++i) {
        fixture.send(1);
        fixture.clock.advance(hours(2));
    }
    fixture.clock.set_wall(fixture.clock.wall() - hours(24 * 9));
    fixture.send(8);
    assert_same(fixture.refusal(), Limit::sends_per_host);
}

// One life of 300 messages under a clock that is set back now and then. Whatever is granted is
// granted by the true time too, and nobody waits longer than a window; returns how many were sent.
std::size_t live_with_a_clock_set_back(std::mt19937& random) {
    const auto draw = [&](int low, int high) {
        return std::uniform_int_distribution<int>(low, high)(random);
    };
    const RateLimits limits{{static_cast<unsigned>(draw(1, 8)), seconds(draw(20, 240))}};
    const seconds window = limits.front().window;
    std::vector<HostRecord> list;
    std::vector<WallTime> truly;
    WallTime now{seconds(1'790'000'000)};
    seconds behind(0);
    for (int i = 0; i < 300; ++i) {
        now += seconds(draw(0, 20));
        if (draw(0, 19) == 0) behind += seconds(draw(1, draw(0, 1) == 0 ? 60 : 200'000));
        BackwardCount counting(now - behind, window);
        for (auto record = list.rbegin(); record != list.rend(); ++record)
            if (counting.count(*record) == BackwardCount::Going::done) break;
        const seconds wait = wait_for(limits, counting.times(), now - behind);
        if (wait > window) fail_msg("message %d waits %d", i, static_cast<int>(wait.count()));
        if (wait.count() > 0) {
            if (counting.met_the_future()) list.push_back({HostEntry::mark, now - behind});
            continue;
        }
        if (wait_for(limits, truly, now).count() > 0) fail_msg("message %d is granted", i);
        list.push_back({HostEntry::send, now - behind});
        truly.push_back(now);
    }
    return truly.size();
}

TEST(a_clock_that_is_set_back_lets_no_more_messages_through) {
    std::mt19937 random(20261128);
    std::size_t sent = 0;
    for (int round = 0; round < 300; ++round) sent += live_with_a_clock_set_back(random);
    assert_in_range(sent, 10'000, 80'000);
}

TEST(a_damaged_entry_counts_as_a_message_and_the_next_ones_stand_where_they_belong) {
    LimitFixture fixture(host_limit(4, hours(1)));
    fixture.send(1);
    const std::string path = fixture.path_of("host-sends");
    std::ofstream(path, std::ios::binary | std::ios::app) << "0123456789";
    fixture.send(1);
    assert_int_equal(size_of(path), 48);
    fixture.send(1);
    assert_same(fixture.refusal(), Limit::sends_per_host);
    fixture.clock.advance(hours(1));
    fixture.send(4);
}

// A machine that has sent for a while: most entries are put into the file as they are, so that the
// test does not wait for the disk 20,000 times.
struct BusyMachine {
    explicit BusyMachine(seconds length)
        : fixture(host_limit(100'000, length)),
          folder(Folder::open_private(fixture.state).value()),
          window(length) {}

    // `count` messages, the last of them as a login sends it.
    void send(int count, int longest_gap) {
        {
            std::ofstream file(fixture.path_of("host-sends"), std::ios::binary | std::ios::app);
            for (int i = 1; i < count; ++i) file << encode({HostEntry::send, next(longest_gap)});
        }
        assert_int_equal(chmod(fixture.path_of("host-sends").c_str(), 0600), 0);
        const HostSends sends(folder, fixture.limits.sends_per_host);
        assert_true(sends.add({HostEntry::send, next(longest_gap)}).has_value());
    }

    bool would_grant(unsigned limit) {
        const RateLimits limits{{limit, window}};
        return HostSends(folder, limits).may_send(fixture.clock.wall())->granted();
    }

    WallTime next(int longest_gap) {
        fixture.clock.advance(
            seconds(static_cast<int>(random() % static_cast<unsigned>(longest_gap + 1))));
        all.push_back(fixture.clock.wall());
        return all.back();
    }

    LimitFixture fixture;
    Folder folder;
    seconds window;
    std::mt19937 random{5};
    std::vector<WallTime> all;
};

TEST(a_list_of_only_old_entries_makes_room_for_a_new_one) {
    BusyMachine machine(seconds(1000));
    const std::string list = machine.fixture.path_of("host-sends");
    machine.send(4096, 0);
    machine.fixture.clock.advance(seconds(999));
    machine.send(100, 0);
    machine.send(1, 0);
    assert_int_equal(size_of(list), 16 * 4197);
    machine.fixture.clock.advance(seconds(1));
    machine.send(1, 0);
    assert_int_equal(size_of(list), 0);
    assert_int_equal(size_of(list + ".old"), 16 * 4198);
    // The messages of the last 1000 seconds are still counted.
    assert_false(machine.would_grant(102));
    assert_true(machine.would_grant(103));
}

TEST(many_retirements_lose_no_entry_of_the_window) {
    BusyMachine machine(seconds(5000));
    int retired = 0;
    for (int i = 0; i < 60; ++i) {
        const std::size_t before = size_of(machine.fixture.path_of("host-sends"));
        machine.send(500, 2);
        if (size_of(machine.fixture.path_of("host-sends")) < before) ++retired;
        const auto inside = static_cast<unsigned>(std::count_if(
            machine.all.begin(), machine.all.end(),
            [&](WallTime time) { return time > machine.fixture.clock.wall() - machine.window; }));
        assert_false(machine.would_grant(inside));
        assert_true(machine.would_grant(inside + 1));
    }
    assert_in_range(retired, 3, 8);
}

TEST(a_process_stopped_with_a_lock_on_the_list_delays_nobody) {
    LimitFixture fixture(host_limit(3, hours(1)));
    fixture.send(1);
    const pid_t child = testing::start_child([&] {
        const Descriptor file(open(fixture.path_of("host-sends").c_str(), O_RDWR));
        if (flock(file.get(), LOCK_EX) != 0) return 1;
        raise(SIGSTOP);
        return 0;
    });
    int status = 0;
    assert_int_equal(waitpid(child, &status, WUNTRACED), child);
    assert_true(WIFSTOPPED(status));
    fixture.send(2, "bob");
    assert_same(fixture.refusal("bob"), Limit::sends_per_host);
    assert_int_equal(fixture.clock.slept.count(), 0);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(testing::wait_for_child(child), -SIGKILL);
}

TEST(a_process_stopped_while_it_retires_the_list_delays_nobody) {
    BusyMachine machine(seconds(1000));
    const std::string list = machine.fixture.path_of("host-sends");
    machine.send(4096, 0);
    machine.fixture.clock.advance(seconds(1000));
    const pid_t child = testing::start_child([&] {
        const Descriptor file(open(list.c_str(), O_RDWR));
        if (flock(file.get(), LOCK_EX) != 0) return 1;
        raise(SIGSTOP);
        return 0;
    });
    int status = 0;
    assert_int_equal(waitpid(child, &status, WUNTRACED), child);
    assert_true(WIFSTOPPED(status));
    alarm(
        static_cast<unsigned>(stretched(seconds(60)) / seconds(1)));  // a login that waits ends it
    machine.send(1, 0);
    alarm(0);
    assert_int_equal(size_of(list), 16 * 4097);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(testing::wait_for_child(child), -SIGKILL);
    machine.send(1, 0);
    assert_int_equal(size_of(list), 0);
}

TEST(logins_at_the_same_moment_lose_no_entry) {
    LimitFixture fixture(host_limit(1000, hours(1)));
    std::vector<pid_t> children;
    for (int i = 0; i < 10; ++i)
        children.push_back(testing::start_child([&] {
            for (int j = 0; j < 50; ++j)
                if (!fixture.store().spend_send("user" + std::to_string(i), {})->granted())
                    return 1;
            return 0;
        }));
    for (const pid_t child : children) assert_int_equal(testing::wait_for_child(child), 0);
    assert_int_equal(size_of(fixture.path_of("host-sends")), 16 * 500);
    fixture.limits.sends_per_host = {{500, hours(1)}};
    assert_same(fixture.refusal(), Limit::sends_per_host);
    fixture.limits.sends_per_host = {{501, hours(1)}};
    fixture.send(1);
}

TEST(a_limit_on_file_sizes_leaves_no_half_entry) {
    LimitFixture fixture(host_limit(10, hours(1)));
    fixture.send(1);
    const std::string path = fixture.path_of("host-sends");
    const int code = testing::wait_for_child(testing::start_child([&] {
        const rlimit sizes{24, 24};
        if (setrlimit(RLIMIT_FSIZE, &sizes) != 0) return 10;
        const Folder folder = Folder::open_private(fixture.state).value();
        const auto added = HostSends(folder, fixture.limits.sends_per_host)
                               .add({HostEntry::send, fixture.clock.wall()});
        return !added && added.error().message.find("ulimit -f") != std::string::npos ? 0 : 1;
    }));
    assert_int_equal(code, 0);
    assert_int_equal(size_of(path), 16);
}

TEST(a_list_that_cannot_be_written_costs_the_account_nothing) {
    LimitFixture fixture(host_limit(1000, hours(1)));
    fixture.send(1, "bob");
    {
        std::ofstream list(fixture.path_of("host-sends"), std::ios::binary | std::ios::app);
        for (int i = 1; i < 300; ++i) list << encode({HostEntry::send, fixture.clock.wall()});
    }
    const int code = testing::wait_for_child(testing::start_child([&] {
        const rlimit sizes{4800, 4800};  // the list is as long; a record of an account is shorter
        if (setrlimit(RLIMIT_FSIZE, &sizes) != 0) return 10;
        return fixture.store().spend_send("alice", {}) ? 1 : 0;
    }));
    assert_int_equal(code, 0);
    assert_int_equal(fixture.record().sends.size(), 0);
    assert_int_equal(fixture.record().unanswered.size(), 0);
}

int on_a_full_disk(const std::string& disk) {
    LimitFixture fixture(host_limit(3, hours(1)));
    fixture.state = disk + "/state";
    fixture.send(1, "alice");
    fixture.send(1, "bob");
    const std::string list = fixture.path_of("host-sends");
    {
        // It ends where a block does, so that the next entry needs another one.
        std::ofstream file(list, std::ios::binary | std::ios::app);
        for (std::size_t size = 32; size < 4096; size += host_record_size)
            file << encode({HostEntry::mark, fixture.clock.wall()});
    }
    if (size_of(list) != 4096) return 10;
    if (!testing::fill_disk(disk)) return 11;
    auto store = fixture.store();
    if (!store.spend_send("alice", {}) || fixture.audit.of("host_uncounted").empty()) return 12;
    if (!store.give_back_send("alice") || size_of(list) != 4096) return 13;
    // Accounts are limited as before, and room makes the machine count again.
    fixture.limits.unanswered_per_user = {{1, hours(1)}};
    if (fixture.refusal("bob") != Limit::unanswered_per_user) return 14;
    if (unlink((disk + "/filler").c_str()) != 0) return 15;
    fixture.limits.unanswered_per_user.clear();
    fixture.send(1, "alice");
    return fixture.refusal("bob") == Limit::sends_per_host ? 0 : 16;
}

TEST(on_a_full_disk_known_accounts_go_on_and_the_machine_does_not_count) {
    assert_int_equal(testing::with_small_disk(on_a_full_disk), 0);
}

int on_a_full_disk_without_a_list(const std::string& disk) {
    LimitFixture fixture;
    fixture.state = disk + "/state";
    fixture.send(1);
    if (!testing::fill_disk(disk)) return 10;
    fixture.limits.sends_per_host = {{1, hours(1)}};
    fixture.send(2);
    return fixture.audit.of("host_uncounted").empty() ? 11 : 0;
}

TEST(a_list_that_a_full_disk_has_no_room_for_stops_nobody) {
    assert_int_equal(testing::with_small_disk(on_a_full_disk_without_a_list), 0);
}

TEST(a_list_that_others_could_use_is_refused) {
    LimitFixture fixture(host_limit(10, hours(1)));
    fixture.send(1);
    const std::string path = fixture.path_of("host-sends");
    assert_int_equal(chmod(path.c_str(), 0640), 0);
    assert_contains(fixture.error(), "chmod 0600 " + path);
    assert_int_equal(unlink(path.c_str()), 0);
    assert_int_equal(symlink("/etc/passwd", path.c_str()), 0);
    assert_contains(fixture.error(), path);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("host_sends");
}
