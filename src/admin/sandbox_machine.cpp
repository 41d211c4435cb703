// SPDX-License-Identifier: MIT
// Starting and ending the sandbox.
#include "admin/sandbox_machine.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <map>
#include <utility>

#include "admin/ending_signals.hpp"
#include "admin/progress.hpp"
#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "confinement/confine.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::admin {
namespace {

constexpr const char* phone_number = "+41793026727";  // of nobody: the sandbox sends nothing
constexpr std::size_t longest_message = 1000;
constexpr int longest_start_ms = 20'000;
constexpr int look_every_ms = 20;

constexpr const char* nothing[] = {nullptr};

// A server that every account of this machine may talk to: not as root, and without a terminal that
// it could type into. In the new process; only what may stand between fork(2) and exec(3).
[[noreturn]] void become_sandbox(const char* const* argv, int log, const Identity& identity,
                                 pid_t parent) {
    // Nor is Ctrl-C for it: the login has to end first.
    const bool has_left = setsid() > 0 && dup2(log, STDOUT_FILENO) >= 0 &&
                          dup2(log, STDERR_FILENO) >= 0 && close(STDIN_FILENO) == 0 &&
                          open("/dev/null", O_RDONLY) == STDIN_FILENO &&
                          close_range(STDERR_FILENO + 1, ~0U, 0) == 0 && chdir("/") == 0;
    if (has_left && drop_groups(identity) && set_group(identity) && set_user(identity) &&
        drop_capabilities() && check_no_way_back() && forbid_new_privileges() &&
        prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent)
        execve(argv[0], const_cast<char* const*>(argv), const_cast<char* const*>(nothing));
    _exit(127);
}

// What it wrote into its folder. It may have been taken over, and laid a link in place of a file or
// of a folder: only what belongs to its account is read.
std::string written_by_sandbox(const std::string& folder, const char* name) {
    struct stat owner {};
    struct stat about {};
    const std::string path = folder + "/" + name;
    const Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (lstat(folder.c_str(), &owner) != 0 || fstat(file.get(), &about) != 0 ||
        about.st_uid != owner.st_uid)
        return "";
    return stack::read_text_file("/proc/self/fd/" + std::to_string(file.get())).value_or("");
}

Result<void> make_folder_of(const Identity& identity, const std::string& path) {
    if (mkdir(path.c_str(), 0700) != 0 || chown(path.c_str(), identity.uid, identity.gid) != 0)
        return system_error("making the folder " + path, errno);
    return {};
}

// NAME='value' a line, as `infobip-otp-sandbox --env` writes it.
std::map<std::string, std::string> read_environment(const std::string& text) {
    std::map<std::string, std::string> values;
    for (const stack::TextLine& line : stack::joined_lines(text)) {
        const std::size_t equals = line.text.find("='");
        if (equals == std::string::npos || !line.text.ends_with('\'')) continue;
        values[line.text.substr(0, equals)] =
            line.text.substr(equals + 2, line.text.size() - equals - 3);
    }
    return values;
}

}  // namespace

Result<SandboxMachine> SandboxMachine::start(const TemporaryFolder& folder,
                                             const std::string& user) {
    // The helper's account has to find the certificate.
    if (chmod(folder.path().c_str(), 0711) != 0)
        return system_error("chmod of " + folder.path(), errno);
    const auto identity = find_identity();
    if (!identity) return identity.error();
    if (auto made = make_folder_of(*identity, folder.file("sandbox")); !made) return made.error();
    const std::string tls = folder.file("sandbox/tls");
    const std::string env = folder.file("sandbox/env");
    const std::string phone = folder.file("sandbox/phone");
    const char* const argv[] = {INFOBIP_OTP_SANDBOX, "--listen",    "127.0.0.1:0", "--tls-dir",
                                tls.c_str(),         "--seed",      "--env",       env.c_str(),
                                "--phone",           phone.c_str(), nullptr};
    if (access(INFOBIP_OTP_SANDBOX, X_OK) != 0)
        return Error{std::string(INFOBIP_OTP_SANDBOX) +
                     " is not there: install infobip-otp-sandbox, or leave --sandbox out"};
    const Descriptor log(
        open(folder.file("log").c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!log.is_open()) return system_error("making " + folder.file("log"), errno);
    const pid_t parent = getpid();
    const pid_t process = fork();
    if (process < 0) return system_error("starting the sandbox", errno);
    if (process == 0) become_sandbox(argv, log.get(), *identity, parent);
    SandboxMachine machine(folder, process);
    if (auto ready = machine.wait_until_it_listens(); !ready) return ready.error();
    if (auto written = machine.write_settings(user); !written) return written.error();
    return machine;
}

SandboxMachine::SandboxMachine(SandboxMachine&& other) noexcept
    : folder_(other.folder_), process_(std::exchange(other.process_, 0)), shown_(other.shown_) {}

SandboxMachine::~SandboxMachine() {
    if (process_ <= 0) return;
    // Again and again: before it is the sandbox it has this process's own way with signals.
    while (waitpid(process_, nullptr, WNOHANG) == 0) {
        kill(process_, SIGTERM);
        static_cast<void>(poll(nullptr, 0, look_every_ms));
    }
}

// --env is written last of all.
Result<void> SandboxMachine::wait_until_it_listens() const {
    const Progress progress("starting the sandbox");
    struct stat about {};
    for (int waited = 0; waited < longest_start_ms; waited += look_every_ms) {
        if (lstat(folder_.file("sandbox/env").c_str(), &about) == 0 && about.st_size > 0) return {};
        siginfo_t ended{};
        if (waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0 ||
            ended.si_pid != 0)
            break;
        static_cast<void>(poll(nullptr, 0, look_every_ms));
        if (EndingSignals::have_come()) return Error{"interrupted"};
    }
    const auto said = stack::read_text_file(folder_.file("log"));
    return Error{"the sandbox did not start: " + printable(trim(said.value_or("")), 300)};
}

Result<void> SandboxMachine::write_settings(const std::string& user) const {
    auto values = read_environment(written_by_sandbox(folder_.file("sandbox"), "env"));
    const std::string certificate = written_by_sandbox(folder_.file("sandbox"), "tls/ca.pem");
    if (certificate.empty()) return Error{"the sandbox has made no certificate"};
    const std::pair<std::string, std::string> files[] = {
        {"api-key", values["INFOBIP_API_KEY"] + "\n"},
        {"users", user + ": " + phone_number + "\n"},
    };
    for (const auto& [name, content] : files)
        if (auto written = folder_.write(name, content, 0600); !written) return written;
    if (auto written = folder_.write("ca.pem", certificate, 0644); !written) return written;
    return folder_.write("infobip-otp.conf",
                         "base_url = " + values["INFOBIP_BASE_URL"] +
                             "\napplication_id = " + values["INFOBIP_APPLICATION_ID"] +
                             "\nmessage_id = " + values["INFOBIP_MESSAGE_ID"] +
                             "\napi_key_file = " + folder_.file("api-key") + "\nusers_file = " +
                             folder_.file("users") + "\nstate_dir = " + folder_.file("state") +
                             "\nca_file = " + folder_.file("ca.pem") + "\n",
                         0644);
}

std::string SandboxMachine::new_messages() {
    const std::string text = written_by_sandbox(folder_.file("sandbox"), "phone");
    std::string lines;
    for (std::size_t end = 0; shown_ < text.size(); shown_ = end + 1) {
        end = text.find('\n', shown_);
        if (end == std::string::npos) break;
        lines += printable(std::string_view(text).substr(shown_, end - shown_), longest_message);
        lines += "\n";
    }
    return lines;
}

}  // namespace infobip_otp::admin
