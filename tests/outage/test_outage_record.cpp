// SPDX-License-Identifier: MIT
// The record of outages: what proves one, and all that does not.
#include "outage/outage_record.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "base/bytes.hpp"
#include "base/checksum.hpp"
#include "cmocka.hpp"
#include "fakes/fixed_clock.hpp"
#include "fakes/small_disk.hpp"
#include "fakes/temporary_folder.hpp"
#include "outage/watched_pin_service.hpp"

using namespace infobip_otp;
using namespace std::chrono_literals;
using infobip_otp::testing::FixedClock;
using infobip_otp::testing::TemporaryFolder;

namespace {

constexpr const char* address = "192.0.2.1";

struct Machine {
    // A login is one object, as in the module.
    std::chrono::seconds fail() { return OutageRecord(state(), clock).failed(); }
    void reach(std::string_view where = address) { OutageRecord(state(), clock).reached(where); }
    [[nodiscard]] OutageSeen look() const { return OutageRecord(state(), clock).look(); }
    [[nodiscard]] std::string state() const { return folder.path_of("state"); }
    [[nodiscard]] std::string file(const char* name) const { return state() + "/" + name; }

    [[nodiscard]] std::string content(const char* name) const {
        std::ifstream in(file(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void put(const char* name, const std::string& bytes) const {
        std::ofstream(file(name), std::ios::binary | std::ios::trunc) << bytes;
    }

    TemporaryFolder folder;
    FixedClock clock;
};

TEST(an_outage_lasts_since_its_first_failure) {
    Machine machine;
    assert_int_equal(machine.fail().count(), 0);
    machine.clock.advance(20s);
    assert_int_equal(machine.fail().count(), 20);
    machine.clock.advance(40s);
    assert_int_equal(machine.look().lasts.count(), 60);
    assert_int_equal(machine.fail().count(), 60);
}

TEST(any_success_ends_it_at_once) {
    Machine machine;
    machine.fail();
    machine.clock.advance(5min);
    machine.reach();
    assert_false(machine.look().first_failure.has_value());
    assert_int_equal(machine.fail().count(), 0);
}

TEST(it_ends_by_itself_a_quarter_of_an_hour_after_the_last_failure) {
    for (const auto& [pause, lasts] : {std::pair(900s, 900s), {901s, 0s}}) {
        Machine machine;
        machine.fail();
        machine.clock.advance(pause);
        assert_int_equal(machine.fail().count(), lasts.count());
    }
}

TEST(a_clock_that_jumps_makes_it_younger_and_never_older) {
    for (const auto jump : {-1h, 1h}) {
        Machine machine;
        machine.fail();
        machine.clock.advance(30s);
        machine.clock.set_wall(machine.clock.wall() + jump);
        assert_int_equal(machine.fail().count(), 0);
    }
    Machine machine;
    machine.fail();
    machine.clock.advance(30s);
    machine.clock.set_wall(machine.clock.wall() + 5min);
    assert_int_equal(machine.fail().count(), 30);
    machine.clock.set_wall(machine.clock.wall() - 5min - 10s);
    assert_int_equal(machine.fail().count(), 0);
}

// Every byte of it, and every length.
TEST(a_damaged_record_proves_nothing) {
    Machine machine;
    machine.fail();
    const std::string good = machine.content("outage");
    machine.clock.advance(2min);
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string bad = good;
        bad[at] = static_cast<char>(bad[at] ^ 1);
        machine.put("outage", bad);
        assert_false(machine.look().first_failure.has_value());
        machine.put("outage", good.substr(0, at));
        assert_int_equal(machine.fail().count(), 0);
    }
    machine.put("outage", good + "x");
    assert_int_equal(machine.fail().count(), 0);
    machine.put("outage", good);
    assert_int_equal(machine.fail().count(), 120);
}

// The uptime begins anew with the machine: a moment of the start before says nothing.
TEST(a_record_of_another_start_of_the_machine_proves_nothing) {
    constexpr std::size_t boot_id_at = 8 + 4;  // docs/formats.md
    Machine machine;
    machine.reach();
    const std::string reached = machine.content("reached");
    machine.fail();
    const std::string outage = machine.content("outage");
    machine.clock.advance(2min);
    const auto put = [&](const char* name, std::string record, bool other) {
        if (other) record[boot_id_at] = record[boot_id_at] == 'a' ? 'b' : 'a';
        ByteWriter sum;
        sum.number(checksum(record.substr(0, record.size() - 4)), 4);
        machine.put(name, record.substr(0, record.size() - 4) + sum.bytes());
    };
    for (const bool other : {false, true}) {
        put("outage", outage, other);
        put("reached", reached, other);
        assert_int_equal(machine.look().lasts.count(), other ? 0 : 120);
        assert_text(machine.look().address, other ? "" : address);
        assert_int_equal(machine.fail().count(), other ? 0 : 120);
    }
}

TEST(a_record_of_another_kind_of_file_proves_nothing) {
    Machine machine;
    machine.fail();
    const std::string good = machine.content("outage");
    machine.clock.advance(2min);
    const std::function<void()> spoil[] = {
        [&] { chmod(machine.file("outage").c_str(), 0644); },
        [&] {
            machine.put("elsewhere", good);
            unlink(machine.file("outage").c_str());
            assert_int_equal(symlink("elsewhere", machine.file("outage").c_str()), 0);
        },
        [&] {
            unlink(machine.file("outage").c_str());
            mkfifo(machine.file("outage").c_str(), 0600);
        },
        [&] { assert_int_equal(chown(machine.file("outage").c_str(), 65534, 65534), 0); },
    };
    for (const auto& one : spoil) {
        if (geteuid() != 0 && &one == std::end(spoil) - 1) continue;
        unlink(machine.file("outage").c_str());
        machine.put("outage", good);
        chmod(machine.file("outage").c_str(), 0600);
        assert_int_equal(machine.look().lasts.count(), 120);
        one();
        assert_false(machine.look().first_failure.has_value());
        assert_int_equal(machine.fail().count(), 0);
        // And begins a new one.
        assert_true(machine.look().first_failure.has_value());
    }
}

// Its file has lost the name; what it writes late is read by nobody.
TEST(a_login_that_was_stopped_before_it_wrote_does_not_bring_an_outage_back) {
    Machine machine;
    machine.fail();
    const std::string old = machine.file("outage");
    std::fstream late(old, std::ios::binary | std::ios::in | std::ios::out);
    const std::string record = machine.content("outage");
    machine.reach();
    machine.clock.advance(2min);
    late << record << std::flush;
    assert_int_equal(machine.fail().count(), 0);
}

TEST(the_address_holds_for_an_hour) {
    Machine machine;
    machine.reach();
    assert_text(machine.look().address, address);
    assert_true(machine.look().last_success.has_value());
    machine.clock.advance(1h);
    assert_text(machine.look().address, address);
    machine.clock.advance(1s);
    assert_text(machine.look().address, "");
    assert_true(machine.look().last_success.has_value());
}

TEST(only_an_address_is_an_address) {
    for (const char* text : {"", "localhost", "192.0.2.1.evil", "::1:", "%s"}) {
        Machine machine;
        machine.reach(text);
        assert_text(machine.look().address, "");
    }
    Machine machine;
    machine.reach("2001:db8::1");
    assert_text(machine.look().address, "2001:db8::1");
}

TEST(a_full_disk_proves_nothing_and_a_success_still_ends_an_outage) {
    if (geteuid() != 0) skip();
    const int status = testing::with_small_disk([](const std::string& path) {
        FixedClock clock;
        const std::string state = path + "/state";
        OutageRecord(state, clock).failed();
        if (!testing::fill_disk(path)) return 1;
        clock.advance(2min);
        if (OutageRecord(state, clock).failed() != 120s) return 2;  // over what it had
        OutageRecord(state, clock).reached(address);
        if (OutageRecord(state, clock).look().first_failure) return 3;
        OutageRecord(state, clock).failed();
        clock.advance(2min);
        return OutageRecord(state, clock).look().lasts > 120s ? 4 : 0;
    });
    assert_int_equal(status, 0);
}

TEST(a_folder_that_cannot_be_used_proves_nothing) {
    FixedClock clock;
    OutageRecord record("/dev/null/state", clock);
    record.reached(address);
    assert_int_equal(record.failed().count(), 0);
    assert_false(record.look().first_failure.has_value());
    assert_text(record.address(), "");
}

// What a reply does to the record.
enum class Does { begins, ends, nothing };

TEST(each_outcome_begins_ends_or_leaves_an_outage) {
    struct OneReply final : PinService {
        PinReply send(const PhoneNumber&) override { return reply(); }
        PinReply resend(const Secret&) override { return reply(); }
        PinReply verify(const Secret&, const Secret&) override { return reply(); }
        [[nodiscard]] PinReply reply() const {
            PinReply made;
            made.outcome = outcome;
            made.fresh_connection = fresh;
            return made;
        }
        PinOutcome outcome{};
        bool fresh = false;
    } pins;
    for (auto number = static_cast<unsigned>(PinOutcome::sent);
         number <= static_cast<unsigned>(PinOutcome::not_resolved); ++number)
        for (const bool fresh : {false, true}) {
            pins.outcome = static_cast<PinOutcome>(number);
            pins.fresh = fresh;
            Does does = Does::ends;
            switch (pins.outcome) {
                case PinOutcome::provider_fault:
                case PinOutcome::not_reached:
                case PinOutcome::no_answer: does = fresh ? Does::begins : Does::nothing; break;
                case PinOutcome::not_trusted:
                case PinOutcome::not_resolved:
                case PinOutcome::helper_unusable:
                case PinOutcome::helper_failed: does = Does::nothing; break;
                default: break;
            }
            Machine machine;
            machine.fail();
            machine.clock.advance(2min);
            OutageRecord record(machine.state(), machine.clock);
            WatchedPinService watched(pins, record, machine.clock, 11s);
            const PinReply reply = watched.verify(Secret("P"), Secret("1"));
            assert_int_equal(reply.unreached_for.count(), does == Does::begins ? 120 : 0);
            assert_int_equal(machine.look().first_failure.has_value(), does != Does::ends);
        }
}

// Its caller may stop su once the helper has answered, and continue it when it pleases.
TEST(a_failure_that_was_held_back_begins_no_outage_and_prolongs_none) {
    struct HeldReply final : PinService {
        explicit HeldReply(FixedClock& its_clock) : clock(its_clock) {}
        PinReply send(const PhoneNumber&) override { return reply(); }
        PinReply resend(const Secret&) override { return reply(); }
        PinReply verify(const Secret&, const Secret&) override { return reply(); }
        [[nodiscard]] PinReply reply() const {
            clock.advance(takes);
            PinReply made;
            made.outcome = PinOutcome::not_reached;
            made.fresh_connection = true;
            return made;
        }
        FixedClock& clock;
        std::chrono::seconds takes{0};
    };
    for (const bool lasts : {false, true})
        for (const auto takes : {10s, 11s, 300s}) {
            Machine machine;
            if (lasts) machine.fail();
            const auto last_before = machine.look().last_failure;
            OutageRecord record(machine.state(), machine.clock);
            HeldReply pins(machine.clock);
            pins.takes = takes;
            WatchedPinService watched(pins, record, machine.clock, 11s);
            const PinReply reply = watched.verify(Secret("P"), Secret("1"));
            const bool counts = takes < 11s;
            assert_int_equal(reply.unreached_for.count(), lasts && counts ? takes.count() : 0);
            assert_int_equal(machine.look().first_failure.has_value(), lasts || counts);
            assert_int_equal(machine.look().last_failure == last_before, !counts);
        }
}

// Between the look at the clock and the write lies no instant in which it becomes a new one.
TEST(an_outage_begins_by_the_clock_that_its_failure_is_judged_by) {
    Machine machine;
    OutageRecord record(machine.state(), machine.clock);
    const auto now = machine.clock.since_boot();
    record.failed(now);
    assert_false(machine.look().first_failure.has_value());
    record.failed(now + 1ms);
    assert_true(machine.look().first_failure.has_value());
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("outage_record");
}
