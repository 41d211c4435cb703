// SPDX-License-Identifier: MIT
// bench_limits: one check-and-spend of the limit store, with 10 to 100,000 accounts in one folder.
//
//     bench_limits [FOLDER [REPETITIONS]]
//
// FOLDER (default /var/tmp) decides the disk. The calls are timed one by one, with fdatasync(2)
// answered by this program and then by the kernel; medians in microseconds. The bare pair is what
// the disk asks for 2048 bytes of one file; "a code" is what a login waits for between the answered
// prompt and the verdict (spend_failure, succeed), on its way to the disk.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "base/account_file.hpp"
#include "base/descriptor.hpp"
#include "base/slot_file.hpp"
#include "base/system_clock.hpp"
#include "limits/file_limit_store.hpp"

namespace {

using namespace infobip_otp;

bool to_disk = true;

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "bench_limits: %s\n", what.c_str());
    std::exit(1);
}

class NoAuditLog final : public AuditLog {
  public:
    void record(const AuditEvent& event) override { fail(std::string(event.event)); }
};

std::string name_of(int account) {
    return "user" + std::to_string(account);
}

// Records as a first login leaves them, without waiting for the disk 100,000 times.
void make_accounts(const std::string& folder, int from, int to) {
    const std::string content = new_slots(account_record_format, encode(AccountRecord{}));
    for (int i = from; i < to; ++i) {
        const std::string path = folder + "/" + account_file(name_of(i), "limits").value();
        const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (write(file.get(), content.data(), content.size()) !=
            static_cast<ssize_t>(content.size()))
            fail("writing " + path);
    }
}

double median_microseconds(int repetitions, const std::function<void()>& call) {
    std::vector<double> times;
    for (int i = 0; i < repetitions; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        call();
        times.push_back(
            std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin)
                .count());
    }
    std::nth_element(times.begin(), times.begin() + repetitions / 2, times.end());
    return times[static_cast<std::size_t>(repetitions / 2)];
}

double bare_pair(const std::string& folder, int repetitions) {
    const std::string path = folder + "/bare";
    const Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    const std::string bytes(slot_size, 'x');
    return median_microseconds(repetitions, [&] {
        if (pwrite(file.get(), bytes.data(), bytes.size(), 0) < 0 || fdatasync(file.get()) != 0)
            fail("writing " + path);
    });
}

// The standard limits over windows of no length: the same arithmetic, and nothing is refused.
LimitSettings limits_that_grant() {
    using std::chrono::seconds;
    return {.unanswered_per_user = {{5, seconds(0)}, {10, seconds(0)}},
            .sends_per_user = {{20, seconds(0)}, {60, seconds(0)}},
            .sends_per_host = {},
            .failures_per_user = {{10, seconds(0)}},
            .resend_wait = seconds(0)};
}

void measure(const std::string& folder, int accounts, int repetitions) {
    SystemClock clock;
    NoAuditLog audit;
    const LimitSettings limits = limits_that_grant();
    std::mt19937 random(1);
    const auto any_account = [&] {
        return name_of(static_cast<int>(random() % static_cast<unsigned>(accounts)));
    };
    const auto spend = [&] {
        FileLimitStore store(folder, limits, clock, audit);
        const auto answer = store.spend_send(any_account());
        if (!answer || !answer->granted()) fail("spend_send refuses");
    };
    const auto check_a_code = [&] {
        FileLimitStore store(folder, limits, clock, audit);
        const std::string account = any_account();
        if (!store.spend_failure(account) || !store.succeed(account)) fail("spend_failure fails");
    };
    to_disk = false;
    const double without = median_microseconds(repetitions, spend);
    to_disk = true;
    const double with = median_microseconds(repetitions, spend);
    const double bare = bare_pair(folder, repetitions);
    const double code = median_microseconds(repetitions, check_a_code);
    std::printf("%8d  %11.1f  %8.1f  %13.1f  %10.1f\n", accounts, without, with, bare, code);
    std::printf("figure: one check-and-spend, %d accounts: %.0f us, with fdatasync %.0f us\n",
                accounts, without, with);
}

}  // namespace

extern "C" int fdatasync(int descriptor) {
    return to_disk ? static_cast<int>(syscall(SYS_fdatasync, descriptor)) : 0;
}

int main(int argc, char** argv) {
    std::string folder = std::string(argc > 1 ? argv[1] : "/var/tmp") + "/bench-limits-XXXXXX";
    const int repetitions = argc > 2 ? std::atoi(argv[2]) : 2000;
    if (repetitions < 1 || mkdtemp(folder.data()) == nullptr)
        fail("bench_limits [FOLDER [REPETITIONS]]");
    std::printf("%8s  %11s  %8s  %13s  %10s\n", "accounts", "no sync, us", "sync, us",
                "bare pair, us", "a code, us");
    int made = 0;
    for (const int accounts : {10, 1'000, 100'000}) {
        make_accounts(folder, made, accounts);
        made = accounts;
        sync();
        measure(folder, accounts, repetitions);
    }
    std::filesystem::remove_all(folder);
    return 0;
}
