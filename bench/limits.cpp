// SPDX-License-Identifier: MIT
// bench_limits: one check-and-spend of the limit store, with 10 to 100,000 accounts in one folder.
//
//     bench_limits [FOLDER [REPETITIONS]]
//
// FOLDER (default /var/tmp) decides the disk. The calls take turns and are timed one by one;
// printed is JSON, in microseconds. us: with fdatasync(2); no_sync_us: with one that this program
// answers; bare_us: what the disk asks for 2048 bytes of one file; code_us: what a login waits for
// between the answered prompt and the verdict (spend_failure, succeed), on its way to the disk.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>

#include "base/account_file.hpp"
#include "base/descriptor.hpp"
#include "base/slot_file.hpp"
#include "base/system_clock.hpp"
#include "limits/file_limit_store.hpp"
#include "spread.hpp"

namespace {

using namespace infobip_otp;
using infobip_otp::bench::Spread;

bool to_disk = true;

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "bench_limits: %s\n", what.c_str());
    std::exit(1);
}

class NoAuditLog final : public AuditLog {
  public:
    void record(const AuditEvent& event) override { fail(std::string(event.event)); }
    void set_account(std::string_view /*account*/) override {}
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

// The standard limits over windows of no length: the same arithmetic, and nothing is refused.
LimitSettings limits_that_grant() {
    using std::chrono::seconds;
    return {.unanswered_per_user = {{5, seconds(0)}, {10, seconds(0)}},
            .sends_per_user = {{20, seconds(0)}, {60, seconds(0)}},
            .sends_per_host = {},
            .failures_per_user = {{10, seconds(0)}},
            .resend_wait = seconds(0)};
}

class Login {
  public:
    Login(std::string folder, int accounts) : folder_(std::move(folder)), accounts_(accounts) {}

    void spend() {
        const auto answer = store().spend_send(any_account(), {});
        if (!answer || !answer->granted()) fail("spend_send refuses");
    }
    void check_a_code() {
        FileLimitStore one = store();
        const std::string account = any_account();
        if (!one.spend_failure(account, {}) || !one.succeed(account, RightCode::sent, {}))
            fail("spend_failure fails");
    }

  private:
    FileLimitStore store() { return FileLimitStore(folder_, limits_, clock_, audit_); }
    std::string any_account() {
        return name_of(static_cast<int>(random_() % static_cast<unsigned>(accounts_)));
    }

    std::string folder_;
    int accounts_;
    SystemClock clock_;
    NoAuditLog audit_;
    LimitSettings limits_ = limits_that_grant();
    std::mt19937 random_{1};
};

void measure(const std::string& folder, int accounts, int repetitions) {
    const std::string path = folder + "/bare";
    const Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    const std::string bytes(slot_size, 'x');
    Login login(folder, accounts);
    Spread bare;
    Spread with;
    Spread without;
    Spread code;
    for (int i = 0; i < repetitions; ++i) {
        bare.time([&] {
            if (pwrite(file.get(), bytes.data(), bytes.size(), 0) < 0 || fdatasync(file.get()) != 0)
                fail("writing " + path);
        });
        with.time([&] { login.spend(); });
        to_disk = false;
        without.time([&] { login.spend(); });
        to_disk = true;
        code.time([&] { login.check_a_code(); });
    }
    std::printf(R"({"accounts": %d, )", accounts);
    bare.print("bare_us");
    std::printf(", ");
    with.print("us");
    std::printf(", ");
    without.print("no_sync_us");
    std::printf(", ");
    code.print("code_us");
    std::printf("}");
}

}  // namespace

extern "C" int fdatasync(int descriptor) {
    return to_disk ? static_cast<int>(syscall(SYS_fdatasync, descriptor)) : 0;
}

int main(int argc, char** argv) {
    std::string folder = std::string(argc > 1 ? argv[1] : "/var/tmp") + "/bench-limits-XXXXXX";
    const int repetitions = argc > 2 ? std::atoi(argv[2]) : 501;
    if (repetitions < 1 || mkdtemp(folder.data()) == nullptr)
        fail("bench_limits [FOLDER [REPETITIONS]]");
    int made = 0;
    const char* separator = "[";
    for (const int accounts : {10, 1'000, 100'000}) {
        make_accounts(folder, made, accounts);
        made = accounts;
        sync();
        std::printf("%s", separator);
        measure(folder, accounts, repetitions);
        separator = ",\n ";
    }
    std::printf("]\n");
    std::filesystem::remove_all(folder);
    return 0;
}
