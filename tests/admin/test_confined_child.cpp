// SPDX-License-Identifier: MIT
// The confined child: what it makes of a record, and how its failures are seen.
#include "admin/confined_child.hpp"

#include <grp.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>

#include "base/system_clock.hpp"
#include "cmocka.hpp"

using namespace infobip_otp;
using namespace infobip_otp::admin;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t numbers = 1000;

struct Record {
    std::array<std::uint32_t, numbers> untouched{};
    std::int64_t unsaid = -1;
    std::int64_t said = -1;
};

Result<Record> run(const std::function<void(Record&)>& work,
                   std::chrono::milliseconds longest = 60s) {
    const SystemClock clock;
    return run_confined<Record>(work, longest, clock);
}

TEST(what_the_work_leaves_alone_is_as_the_record_begins) {
    // What the heap gives next was in use and holds other things.
    std::make_unique<std::array<char, 2 * sizeof(Record)>>()->fill(0x55);
    const auto ran = run([](Record& record) { record.said = 7; });
    assert_true(ran.has_value());
    for (const std::uint32_t number : ran->untouched) assert_int_equal(number, 0);
    assert_int_equal(ran->unsaid, -1);
    assert_int_equal(ran->said, 7);
}

TEST(a_child_that_ends_or_hangs_is_an_error) {
    assert_contains(run([](Record&) { _exit(0); }).error().message, "without an answer");
    assert_contains(run([](Record&) { throw 1; }).error().message, "without an answer");
    assert_contains(run([](Record&) { pause(); }, 100ms).error().message, "was killed");
}

// The account of the helper need not be there: whoever is not root stays what they are.
bool leave_root() {
    constexpr uid_t nobody = 65534;
    return geteuid() != 0 ||
           (setgroups(0, nullptr) == 0 && setresgid(nobody, nobody, nobody) == 0 &&
            setresuid(nobody, nobody, nobody) == 0);
}

}  // namespace

int main() {
    if (!leave_root()) return 1;
    return infobip_otp::testing::run_the_tests("confined_child");
}
