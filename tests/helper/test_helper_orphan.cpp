// SPDX-License-Identifier: MIT
// A helper whose host is gone: stopped before, killed by whoever runs su, with records waiting.
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "base/system_clock.hpp"
#include "children.hpp"
#include "helper/helper_bench.hpp"
#include "link/helper_process.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

using std::chrono::milliseconds;

constexpr uid_t caller = 64900;

TEST(what_a_dead_host_asked_for_is_not_done) {
    bench->faults.forget();
    SpawnedHelper helper(bench->program(), [] { raise(SIGSTOP); });
    int status = 0;
    assert_int_equal(waitpid(helper.pid(), &status, WUNTRACED), helper.pid());
    assert_true(WIFSTOPPED(status));
    const OpeningRecord opening = bench->opening();
    helper.give(&opening, sizeof opening);
    helper.ask(RecordKind::send, "41793026727");
    helper.hang_up();
    assert_int_equal(kill(helper.pid(), SIGCONT), 0);
    assert_true(WIFEXITED(helper.end()));
    assert_int_equal(bench->faults.count("tls request"), 0);
}

TEST(what_a_living_host_asked_for_is_done) {
    bench->faults.forget();
    SpawnedHelper helper(bench->program());
    assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    assert_int_equal(bench->faults.count("tls request"), 1);
}

// A su: its real uid is its caller's. It goes as far as an opening, and stays there.
int be_su(int ready) {
    if (setresuid(caller, 0, 0) != 0) return 1;
    if (write(ready, "r", 1) != 1) return 2;
    const SystemClock clock;
    const auto end = clock.since_boot() + std::chrono::minutes(1);
    auto started = HelperProcess::start(bench->program());
    if (!started) return 3;
    ConfinedRecord confined;
    if (started->receive(confined, end, clock) != HelperProcess::Answered::record) return 4;
    if (!started->send(bench->opening())) return 5;
    alarm(120);
    return pause();
}

// Stops everything that this account may signal, as fast as it can, until it is killed.
int stop_everything() {
    if (setresuid(caller, caller, caller) != 0) return 1;
    alarm(60);
    for (;;) kill(-1, SIGSTOP);
}

// The children that this process did not start: orphans come to the nearest subreaper.
class Orphans {
  public:
    Orphans() { assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0); }
    ~Orphans() { prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0); }
    Orphans(const Orphans&) = delete;
    Orphans& operator=(const Orphans&) = delete;

    // Those that still run.
    [[nodiscard]] std::vector<pid_t> running(pid_t host = -1) const {
        std::vector<pid_t> found;
        for (const pid_t child : children())
            if (child != host && std::find(own_.begin(), own_.end(), child) == own_.end() &&
                waitpid(child, nullptr, WNOHANG) == 0)
                found.push_back(child);
        return found;
    }

    // Whether all end by themselves.
    [[nodiscard]] bool end() const {
        const SystemClock clock;
        const auto deadline = clock.since_boot() + std::chrono::seconds(60);
        while (clock.since_boot() < deadline) {
            if (running().empty()) return true;
            std::this_thread::sleep_for(milliseconds(5));
        }
        return false;
    }

  private:
    static std::vector<pid_t> children() {
        std::ifstream in("/proc/thread-self/children");
        std::vector<pid_t> found;
        for (pid_t child = 0; in >> child;) found.push_back(child);
        return found;
    }

    std::vector<pid_t> own_ = children();
};

std::string name_of(pid_t process) {
    std::ifstream in("/proc/" + std::to_string(process) + "/comm");
    std::string name;
    std::getline(in, name);
    return name;
}

// 0: the moment of the start itself.
void a_login_stopped_and_killed(milliseconds moment) {
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    const pid_t host = start_child([&] { return be_su(ready[1]); });
    char byte = 0;
    assert_int_equal(read(ready[0], &byte, 1), 1);
    std::this_thread::sleep_for(moment);
    const pid_t stopper = start_child(stop_everything);
    std::this_thread::sleep_for(milliseconds(30));
    assert_int_equal(kill(host, SIGKILL), 0);
    assert_int_equal(wait_for_child(host), -SIGKILL);
    assert_int_equal(kill(stopper, SIGKILL), 0);
    assert_int_equal(wait_for_child(stopper), -SIGKILL);
    close(ready[0]);
    close(ready[1]);
}

TEST(what_its_caller_stops_and_kills_leaves_nothing) {
    const Orphans orphans;
    for (int round = 0; round < 150; ++round) {
        a_login_stopped_and_killed(milliseconds(round % 20));
        if (!orphans.end()) fail_msg("%s is left", name_of(orphans.running().front()).c_str());
    }
}

TEST(its_caller_may_not_signal_it_at_any_time) {
    const Orphans orphans;
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    const pid_t host = start_child([&] { return be_su(ready[1]); });
    pid_t helper = -1;
    while (helper < 0) {
        const auto running = orphans.running(host);
        if (!running.empty()) helper = running.front();
    }
    const int refused = wait_for_child(start_child([&] {
        if (setresuid(caller, caller, caller) != 0) return 2;
        for (int i = 0; i < 20'000; ++i)
            if (kill(helper, 0) == 0) return 1;
        return 0;
    }));
    assert_int_equal(kill(host, SIGKILL), 0);
    assert_int_equal(wait_for_child(host), -SIGKILL);
    assert_true(orphans.end());
    assert_int_equal(refused, 0);
    close(ready[0]);
    close(ready[1]);
}

}  // namespace

int main() {
    if (!is_root()) return 77;
    return run_the_tests("helper_orphan", start_bench, end_bench);
}
