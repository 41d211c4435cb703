// SPDX-License-Identifier: MIT
// What a host sees of the helper as a process: nothing. And how the helper ends, in any state.
#include "link/helper_process.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>
#include <functional>
#include <thread>

#include "base/system_clock.hpp"
#include "children.hpp"
#include "cmocka.hpp"

using namespace infobip_otp;
using infobip_otp::testing::start_child;
using infobip_otp::testing::wait_for_child;

namespace {

constexpr std::chrono::seconds deadline(60);

// "" when there is no such process, or only its zombie: init has its own time to reap.
std::string state_of(pid_t process) {
    std::ifstream in("/proc/" + std::to_string(process) + "/stat");
    std::string stat;
    std::getline(in, stat);
    const std::size_t behind = stat.rfind(") ");
    if (behind == std::string::npos || stat[behind + 2] == 'Z') return "";
    return stat.substr(behind + 2, 1);
}

bool comes_to(const std::function<bool()>& condition) {
    const SystemClock clock;
    for (const auto end = clock.since_boot() + deadline; clock.since_boot() < end;) {
        if (condition()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
}

// One that runs and has answered once: with its process number.
struct Running {
    HelperProcess helper;
    pid_t pid;
};

Running run_helper() {
    const SystemClock clock;
    const auto end = clock.since_boot() + deadline;
    auto started = HelperProcess::start(FAKE_HELPER);
    if (!started) fail_msg("%s", started.error().message.c_str());
    ConfinedRecord confined;
    assert_same(started->receive(confined, end, clock), HelperProcess::Answered::record);
    assert_true(started->send(OpeningRecord()));
    RequestRecord request;
    request.head.kind = static_cast<std::uint32_t>(RecordKind::send);
    assert_true(started->send(request));
    ReplyRecord reply;
    assert_same(started->receive(reply, end, clock), HelperProcess::Answered::record);
    return {*std::move(started), static_cast<pid_t>(std::stoi(reply.detail))};
}

// A host's way to look after its children; true: it has seen none.
struct Habit {
    const char* name;
    bool (*sees_nothing)();
};

bool finds_no_child(int options) {
    return waitpid(-1, nullptr, options) == -1 && errno == ECHILD;
}

volatile sig_atomic_t heard = 0;
volatile sig_atomic_t deferred = 0;

// As vsftpd: the handler takes a note, and later the host waits for a child that must be there.
bool does_not_wait_for_nothing() {
    if (deferred == 0) return true;
    waitpid(-1, nullptr, 0);
    return false;
}

void handle(void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigaction(SIGCHLD, &action, nullptr);
}

const Habit habits[] = {
    {"default", [] { return finds_no_child(WNOHANG); }},
    {"a handler that counts", [] { return heard == 0 && finds_no_child(WNOHANG); }},
    {"a deferred handler that waits", does_not_wait_for_nothing},
    {"ignoring", [] { return finds_no_child(WNOHANG); }},
    {"waiting for any child", [] { return finds_no_child(0); }},
    {"waiting for clones", [] { return finds_no_child(WNOHANG | __WALL); }},
};

int live_with(const Habit& habit) {
    const std::string name = habit.name;
    if (name == "a handler that counts") handle([](int) { heard = heard + 1; });
    if (name == "a deferred handler that waits") handle([](int) { deferred = 1; });
    if (name == "ignoring") handle(SIG_IGN);
    struct sigaction before {};
    sigaction(SIGCHLD, nullptr, &before);
    {
        const Running running = run_helper();
        if (!habit.sees_nothing()) return 1;
    }
    if (!habit.sees_nothing()) return 2;
    {
        // One that ends by itself, as by a fault.
        const Running running = run_helper();
        kill(running.pid, SIGKILL);
        if (!comes_to([&] { return state_of(running.pid).empty(); })) return 3;
        if (!habit.sees_nothing()) return 4;
    }
    struct sigaction after {};
    sigaction(SIGCHLD, nullptr, &after);
    return after.sa_handler == before.sa_handler ? 0 : 5;
}

TEST(no_host_sees_it_whatever_its_ideas_of_children) {
    for (const Habit& habit : habits) {
        const int seen = wait_for_child(start_child([&] {
            alarm(120);  // a host that hangs
            return live_with(habit);
        }));
        if (seen != 0) fail_msg("%s: %d", habit.name, seen);
    }
}

TEST(a_hosts_own_children_are_its_own) {
    const int seen = wait_for_child(start_child([] {
        alarm(120);
        heard = 0;
        handle([](int) { heard = heard + 1; });
        int gate[2];
        if (pipe(gate) != 0) return 1;
        const pid_t before = fork();
        if (before == 0) _exit(41);
        if (!comes_to([] { return heard == 1; })) return 2;
        pid_t during = -1;
        {
            const Running running = run_helper();
            during = fork();
            if (during == 0) {
                char byte = 0;
                close(gate[1]);
                _exit(read(gate[0], &byte, 1) == 0 ? 42 : 43);
            }
        }
        close(gate[1]);
        int status = 0;
        if (waitpid(before, &status, 0) != before || WEXITSTATUS(status) != 41) return 3;
        if (waitpid(during, &status, 0) != during || WEXITSTATUS(status) != 42) return 4;
        return finds_no_child(0) && heard == 2 ? 0 : 5;
    }));
    assert_int_equal(seen, 0);
}

TEST(it_is_gone_when_its_owner_is) {
    pid_t process = -1;
    {
        const Running running = run_helper();
        process = running.pid;
        assert_false(state_of(process).empty());
    }
    assert_true(comes_to([&] { return state_of(process).empty(); }));
}

TEST(ended_it_is_heard_no_more) {
    Running running = run_helper();
    running.helper.end();
    ReplyRecord reply;
    const SystemClock clock;
    assert_same(running.helper.receive(reply, clock.since_boot() + deadline, clock),
                HelperProcess::Answered::closed);
    assert_true(comes_to([&] { return state_of(running.pid).empty(); }));
}

void stop(pid_t process) {
    assert_int_equal(kill(process, SIGSTOP), 0);
    assert_true(comes_to([&] { return state_of(process) == "T"; }));
}

TEST(stopped_it_ends_all_the_same) {
    pid_t process = -1;
    {
        const Running running = run_helper();
        process = running.pid;
        stop(process);
    }
    assert_true(comes_to([&] { return state_of(process).empty(); }));
}

// Killed, a host does nothing any more; what it has opened closes.
TEST(stopped_it_ends_with_a_host_that_was_killed) {
    int said[2];
    assert_int_equal(pipe(said), 0);
    const pid_t host = start_child([&] {
        const Running running = run_helper();
        if (write(said[1], &running.pid, sizeof running.pid) < 0) return 1;
        alarm(120);  // a failed test must not leave it behind
        return pause();
    });
    pid_t process = -1;
    assert_int_equal(read(said[0], &process, sizeof process), sizeof process);
    stop(process);
    assert_int_equal(kill(host, SIGKILL), 0);
    assert_int_equal(wait_for_child(host), -SIGKILL);
    assert_true(comes_to([&] { return state_of(process).empty(); }));
    close(said[0]);
    close(said[1]);
}

// A host with threads forks whenever it likes, and keeps what was open then.
TEST(a_fork_of_the_host_does_not_keep_it) {
    int gate[2];
    assert_int_equal(pipe(gate), 0);
    pid_t copy = -1;
    pid_t process = -1;
    {
        const Running running = run_helper();
        process = running.pid;
        stop(process);
        copy = fork();
        if (copy == 0) {
            char byte = 0;
            close(gate[1]);
            _exit(read(gate[0], &byte, 1) == 0 ? 0 : 1);
        }
    }
    assert_true(comes_to([&] { return state_of(process).empty(); }));
    assert_false(state_of(copy).empty());
    close(gate[1]);
    assert_int_equal(wait_for_child(copy), 0);
    close(gate[0]);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("helper_process");
}
