// SPDX-License-Identifier: MIT
// A login whose host or helper is killed at each of its steps: the log has a line for each message
// that the phone got, each count that was spent and each recovery code that was struck out.
#include <fcntl.h>
#include <security/pam_appl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>
#include <vector>

#include "base/system_clock.hpp"
#include "children.hpp"
#include "cmocka.hpp"
#include "limits/file_limit_store.hpp"
#include "module/module_fixture.hpp"
#include "module/started_program.hpp"
#include "recovery/file_recovery_codes.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

// Where something outside of the process may have changed: written, sent, asked for, started.
// Between two of them nothing does.
constexpr std::array effects = {
    SYS_write,    SYS_pwrite64, SYS_sendmsg, SYS_sendto,    SYS_recvmsg,   SYS_recvfrom,
    SYS_poll,     SYS_ppoll,    SYS_fsync,   SYS_fdatasync, SYS_renameat2, SYS_sync_file_range,
    SYS_renameat, SYS_linkat,   SYS_clone,   SYS_clone3,    SYS_vfork};

// Lines go to a file at once, as to a log daemon: what was written outlives the host.
class LoggedPerson final : public PamPerson {
  public:
    LoggedPerson(const std::string& log, std::string number, std::vector<std::string> typed)
        : log_(open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)),
          number_(std::move(number)),
          typed_(std::move(typed)) {}
    ~LoggedPerson() override { close(log_); }
    LoggedPerson(const LoggedPerson&) = delete;
    LoggedPerson& operator=(const LoggedPerson&) = delete;

    void shown(const char*) override {}
    void logged(int, const char* line) override {
        const std::string whole = std::string(line) + "\n";
        static_cast<void>(!write(log_, whole.data(), whole.size()));
    }
    char* answer(bool& gone) override {
        gone = next_ == typed_.size();
        if (gone) return nullptr;
        const std::string& word = typed_[next_++];
        return strdup(word == "right" ? ModuleFixture::sandbox().newest_code(number_).c_str()
                                      : word.c_str());
    }

  private:
    int log_;
    std::string number_;
    std::vector<std::string> typed_;
    std::size_t next_ = 0;
};

// One login with a folder and a number of its own, so that it can be looked at when all is over.
class KilledLogin {
  public:
    enum class Victim { host, helper };

    // A `word` of `typed`: "right" is the code on the phone, "recovery" a recovery code, any other
    // is typed as it is.
    explicit KilledLogin(std::vector<std::string> typed) : typed_(std::move(typed)) {
        static unsigned last = 100;
        number_ = "+417930" + std::to_string(26000 + ++last);
        login_.users(user + ": " + number_ + "\n");
        login_.settings("resend_wait = 0s\nverify_pause = 0s\nsends_per_host = 100/1h\n");
        pam_.write("otp",
                   "auth required " PAM_MODULE " conf=" + login_.folder.path_of("conf") + "\n",
                   0644);
        pam_.write("other", "", 0644);
        const auto word = std::find(typed_.begin(), typed_.end(), "recovery");
        if (word == typed_.end()) return;  // hashing the codes is most of such a login
        const auto codes = recovery().renew(user);
        assert_true(codes.has_value());
        recovery_codes_ = static_cast<unsigned>(codes->size());
        assert_true(recovery_codes_ > 0);
        *word = codes->front().reveal();
    }

    // Kills `victim` at the `at`th place; false: the login has fewer, and came to its end.
    bool run(unsigned at, Victim victim) {
        SteppedChild host([&] {
            LoggedPerson person(login_.folder.path_of("log"), number_, typed_);
            const PamCall call{pam_.path(), "otp", user, {}, {}, {}, {Asked::authenticate}};
            return run_pam_call(call, person) == PAM_SUCCESS ? 0 : 1;
        });
        std::uint64_t number = 0;
        for (unsigned met = 0; host.advance(1) != Step::finished;) {
            if (const auto call = host.entered()) number = call->number;
            const bool is_effect = std::find(effects.begin(), effects.end(),
                                             static_cast<long>(number)) != effects.end();
            if (!is_effect || met++ != at) continue;
            if (victim == Victim::host) {
                host.kill_now();
            } else {
                const pid_t helper = helper_of(host.pid());
                if (helper > 0) kill(helper, SIGKILL);
                host.finish();
            }
            return true;
        }
        if (host.code() != 0) fail_msg("the login that nobody killed: %s", log().c_str());
        return false;
    }

    [[nodiscard]] std::string log() const {
        std::ifstream file(login_.folder.path_of("log"));
        return {std::istreambuf_iterator<char>(file), {}};
    }
    [[nodiscard]] unsigned lines(const std::string& event) const {
        std::istringstream text(log());
        unsigned count = 0;
        for (std::string line; std::getline(text, line);)
            if (line.find(" event=" + event + " ") != std::string::npos) ++count;
        return count;
    }
    [[nodiscard]] unsigned messages() const { return ModuleFixture::sandbox().messages(number_); }

    // What has no line; empty: nothing.
    [[nodiscard]] std::string unlogged() const {
        std::string missing;
        const auto compare = [&](const char* what, std::size_t count, const char* event) {
            if (count > lines(event))
                missing += std::to_string(count) + " " + what + ", " +
                           std::to_string(lines(event)) + " lines " + event + "; ";
        };
        const AccountRecord record = spent();
        compare("messages", messages(), "sending");
        compare("sends", record.sends.size(), "sending");
        compare("sends of the machine", host_sends(), "sending");
        compare("failures", record.failures.size(), "checking");
        compare("recovery codes", recovery_spent(), "recovery_spending");
        return missing;
    }
    [[nodiscard]] unsigned recovery_spent() const {
        return recovery_codes_ - recovery().count(user).value();
    }
    [[nodiscard]] AccountRecord spent() const {
        const FileLimitStore store(state(), LimitSettings{}, clock_, audit_);
        return store.look(user).value().value_or(AccountRecord{});
    }

  private:
    class NoLog final : public AuditLog {
        void record(const AuditEvent&) override {}
        void set_account(std::string_view) override {}
    };

    [[nodiscard]] FileRecoveryCodes recovery() const {
        return {state(), std::chrono::milliseconds(100), clock_};
    }
    [[nodiscard]] std::string state() const { return login_.folder.path_of("state"); }
    [[nodiscard]] std::size_t host_sends() const {
        std::ifstream file(state() + "/host-sends", std::ios::binary | std::ios::ate);
        return file ? static_cast<std::size_t>(file.tellg()) / host_record_size : 0;
    }
    ModuleFixture login_;
    TemporaryFolder pam_;
    std::string number_;
    std::vector<std::string> typed_;
    unsigned recovery_codes_ = 0;
    mutable SystemClock clock_;
    mutable NoLog audit_;
};

using Logins = std::vector<std::unique_ptr<KilledLogin>>;

// One login for each of its places. Each has a line for all it did.
Logins kill_at_each_place(KilledLogin::Victim victim, const std::vector<std::string>& typed) {
    Logins logins;
    for (bool killed = true; killed;) {
        logins.push_back(std::make_unique<KilledLogin>(typed));
        killed = logins.back()->run(static_cast<unsigned>(logins.size() - 1), victim);
    }
    assert_in_range(logins.size(), 60, 1000);
    // Only now: a request may reach the service after its helper has ended.
    for (std::size_t i = 0; i < logins.size(); ++i) {
        const std::string unlogged = logins[i]->unlogged();
        if (!unlogged.empty()) fail_msg("killed at %zu: %s", i, unlogged.c_str());
    }
    return logins;
}

// The kills fell before, between and behind the messages.
void kills_fell_around_messages(const Logins& logins) {
    std::set<unsigned> messages;
    for (const auto& login : logins) messages.insert(login->messages());
    for (const unsigned count : {0U, 1U, 2U}) assert_true(messages.contains(count));
}

TEST(a_host_killed_at_each_step_leaves_a_line_for_all_it_did) {
    const Logins logins = kill_at_each_place(KilledLogin::Victim::host, {"000000", "r", "right"});
    kills_fell_around_messages(logins);
    // And between a message and its line.
    assert_true(std::any_of(logins.begin(), logins.end(), [](const auto& login) {
        return login->messages() > 0 && login->lines("code_sent") == 0;
    }));
}

TEST(a_helper_killed_at_each_step_leaves_a_line_for_all_it_did) {
    kills_fell_around_messages(
        kill_at_each_place(KilledLogin::Victim::helper, {"000000", "r", "right"}));
}

TEST(a_host_killed_at_a_recovery_code_leaves_a_line_for_it) {
    const Logins logins = kill_at_each_place(KilledLogin::Victim::host, {"recovery"});
    std::set<unsigned> spent;
    unsigned cut_short = 0;
    for (const auto& login : logins) {
        spent.insert(login->recovery_spent());
        if (login->recovery_spent() > 0 && login->lines("recovery_used") == 0) ++cut_short;
    }
    for (const unsigned count : {0U, 1U}) assert_true(spent.contains(count));
    assert_true(cut_short > 0);
}

int adopt_orphans(void**) {
    static_cast<void>(ModuleFixture::sandbox());
    return prctl(PR_SET_CHILD_SUBREAPER, 1);
}

int end_sandbox(void**) {
    ModuleFixture::end_sandbox();
    return 0;
}

}  // namespace

int main() {
    return run_the_tests("module_kills", adopt_orphans, end_sandbox);
}
