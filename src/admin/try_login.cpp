// SPDX-License-Identifier: MIT
// infobip-otp try: one real login on this terminal.
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>

#include "admin/accounts_state.hpp"
#include "admin/cause_advice.hpp"
#include "admin/commands.hpp"
#include "admin/ending_signals.hpp"
#include "admin/log_search.hpp"
#include "admin/machine.hpp"
#include "admin/pam_host.hpp"
#include "admin/printed_text.hpp"
#include "admin/private_stack.hpp"
#include "admin/sandbox_machine.hpp"
#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "stack/pam_result.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::admin {
namespace {

constexpr int login_look_ms = 100;
constexpr int interrupted = 128 + SIGINT;

// Signals end the login and not this process, and the terminal is as it was, whatever the login
// was doing.
class Terminated {
  public:
    Terminated() : has_terminal_(tcgetattr(STDIN_FILENO, &terminal_) == 0) {}
    ~Terminated() {
        if (has_terminal_) tcsetattr(STDIN_FILENO, TCSANOW, &terminal_);
    }
    Terminated(const Terminated&) = delete;
    Terminated& operator=(const Terminated&) = delete;

  private:
    EndingSignals noted_;
    termios terminal_{};
    bool has_terminal_;
};

struct Seen {
    int status = 0;   // of the process, as waitpid(2) has it
    std::string log;  // what its modules logged
};

// A process of its own, as a host is: a module that crashes or changes something takes it along.
pid_t start_login(const HostedLogin& login, int log) {
    const pid_t process = fork();
    if (process != 0) return process;
    EndingSignals::take_their_course();
    dup2(log, STDERR_FILENO);
    const int code = host_login(login);
    std::fflush(stdout);
    _exit(code);
}

std::string content_of(const Descriptor& file) {
    return stack::read_text_file("/proc/self/fd/" + std::to_string(file.get())).value_or("");
}

Result<Seen> log_in(const HostedLogin& login, SandboxMachine* sandbox) {
    const Descriptor log(memfd_create("log", MFD_CLOEXEC));
    if (!log.is_open()) return system_error("memfd_create", errno);
    std::fflush(stdout);
    const pid_t process = start_login(login, log.get());
    if (process < 0) return system_error("fork", errno);
    Seen seen;
    while (waitpid(process, &seen.status, WNOHANG) == 0) {
        if (sandbox != nullptr)
            if (const std::string text = sandbox->new_messages(); !text.empty())
                std::printf("\n   [phone] %s", text.c_str());
        std::fflush(stdout);
        static_cast<void>(poll(nullptr, 0, login_look_ms));
        // It may have been sent to this process alone.
        if (EndingSignals::have_come()) kill(process, SIGTERM);
    }
    seen.log = content_of(log);
    return seen;
}

int report(const HostedLogin& login, const Seen& seen) {
    if (!WIFEXITED(seen.status)) {
        std::puts("");
        if (WTERMSIG(seen.status) == SIGINT || EndingSignals::have_come())
            return fail(interrupted, "the login was interrupted");
        return fail(EX_SOFTWARE, "the login was ended by signal " +
                                     std::to_string(WTERMSIG(seen.status)) +
                                     "; a module that crashes is a bug, please report it");
    }
    const auto code = static_cast<stack::PamResult>(WEXITSTATUS(seen.status));
    const bool in = code == stack::PamResult::success;
    print_text("\n" + login.user + (in ? " gets in: " : " does not get in: ") + login.service +
               " is told " + std::string(stack::word(code)) + ".\n");
    Cause cause = Cause::bug;
    auto logins = logins_in(seen.log, "");
    for (LoggedLogin& one : logins) {
        for (LoggedEvent& event : one.events) event.before.clear();
        if (const auto read = read_cause(one.events.back().value("cause"))) cause = *read;
        print_text(as_text(one));
    }
    if (!logins.empty()) return in ? EX_OK : advice_of(cause).status;
    print_text("No line of ours was come to, and no code was asked for: infobip-otp doctor " +
               login.service + "\n");
    return in ? EX_OK : EX_NOPERM;
}

// The lines that the login is tried with, where they are not the service's own.
Result<std::string> lines_for(const Invocation& invocation, const TemporaryFolder& folder,
                              const std::string& settings) {
    const std::string service = invocation.value("--service");
    if (!service.empty() && settings.empty()) return std::string();
    const std::string place = folder.file("pam.d");
    auto written = service.empty() ? write_own_stack(place, private_service, settings)
                                   : copy_stacks(place, settings);
    if (!written) return written.error();
    return place;
}

int try_it(const Invocation& invocation, const std::string& user) {
    const Terminated terminated;
    auto folder = TemporaryFolder::make();
    if (!folder) return fail(EX_IOERR, folder.error().message);
    std::optional<SandboxMachine> sandbox;
    if (invocation.has("--sandbox")) {
        auto started = SandboxMachine::start(*folder, user);
        if (!started)
            return fail(EndingSignals::have_come() ? interrupted : EX_UNAVAILABLE,
                        started.error().message);
        sandbox.emplace(std::move(*started));
    }
    const auto lines =
        lines_for(invocation, *folder, sandbox ? sandbox->settings() : invocation.conf);
    if (!lines) return fail(EX_IOERR, lines.error().message);
    const std::string service = invocation.value("--service");
    if (!service.empty() && !lines->empty())
        if (auto same =
                check_copy(*lines, service, sandbox ? sandbox->settings() : invocation.conf);
            !same)
            return fail(EX_CONFIG, same.error().message);
    if (EndingSignals::have_come()) return fail(interrupted, "interrupted; no login was begun");
    const HostedLogin login{service.empty() ? private_service : service, user, *lines};
    print_text(sandbox
                   ? "A login of " + user + " at the sandbox: nothing of Infobip is touched.\n\n"
                   : "A real login of " + user + ": a message is sent, paid for and counted.\n\n");
    const auto seen = log_in(login, sandbox ? &*sandbox : nullptr);
    if (!seen) return fail(EX_OSERR, seen.error().message);
    return report(login, *seen);
}

}  // namespace

int try_login(const Invocation& invocation) {
    const std::string service = invocation.value("--service");
    if (service.find('/') != std::string::npos)
        return fail(EX_USAGE, printable(service, 40) + " is no name of a service: type sshd, sudo");
    if (!invocation.has("--user")) return fail(EX_USAGE, "type --user ACCOUNT: who logs in");
    if (geteuid() != 0) return fail(EX_NOPERM, "a login has to be tried as root");
    const auto person = find_person(invocation.value("--user"), "");
    if (!person) return fail(EX_NOUSER, person.error().message);
    return try_it(invocation, person->name);
}

}  // namespace infobip_otp::admin
