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

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "stack/text_file.hpp"

namespace infobip_otp::admin {
namespace {

constexpr const char* phone_number = "+41793026727";  // of nobody: the sandbox sends nothing
constexpr int longest_start_ms = 20'000;
constexpr int look_every_ms = 20;

// In the new process; only what may stand between fork(2) and exec(3).
[[noreturn]] void become_sandbox(const char* const* argv, int log, pid_t parent) {
    // Ctrl-C is for the login, which has to end first.
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() == parent && dup2(log, STDOUT_FILENO) >= 0 && dup2(log, STDERR_FILENO) >= 0)
        execv(argv[0], const_cast<char* const*>(argv));
    _exit(127);
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
    const std::string tls = folder.file("tls");
    const std::string env = folder.file("env");
    const std::string phone = folder.file("phone");
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
    if (process == 0) become_sandbox(argv, log.get(), parent);
    SandboxMachine machine(folder, process);
    if (auto ready = machine.wait_until_it_listens(); !ready) return ready.error();
    if (auto written = machine.write_settings(user); !written) return written.error();
    return machine;
}

SandboxMachine::SandboxMachine(SandboxMachine&& other) noexcept
    : folder_(other.folder_), process_(std::exchange(other.process_, 0)), shown_(other.shown_) {}

SandboxMachine::~SandboxMachine() {
    if (process_ <= 0) return;
    kill(process_, SIGTERM);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

// --env is written last of all.
Result<void> SandboxMachine::wait_until_it_listens() const {
    struct stat about {};
    for (int waited = 0; waited < longest_start_ms; waited += look_every_ms) {
        if (stat(folder_.file("env").c_str(), &about) == 0 && about.st_size > 0) return {};
        siginfo_t ended{};
        if (waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0 ||
            ended.si_pid != 0)
            break;
        // A signal to this process ends the wait: whoever pressed Ctrl-C waits for nothing.
        if (poll(nullptr, 0, look_every_ms) != 0) break;
    }
    const auto said = stack::read_text_file(folder_.file("log"));
    return Error{"the sandbox did not start: " + printable(trim(said.value_or("")), 300)};
}

Result<void> SandboxMachine::write_settings(const std::string& user) const {
    const auto text = stack::read_text_file(folder_.file("env"));
    auto values = read_environment(text.value_or(""));
    const auto certificate = stack::read_text_file(values["INFOBIP_CA_FILE"]);
    if (!certificate) return Error{"the sandbox has made no certificate"};
    const std::pair<std::string, std::string> files[] = {
        {"api-key", values["INFOBIP_API_KEY"] + "\n"},
        {"users", user + ": " + phone_number + "\n"},
    };
    for (const auto& [name, content] : files)
        if (auto written = folder_.write(name, content, 0600); !written) return written;
    if (auto written = folder_.write("ca.pem", *certificate, 0644); !written) return written;
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
    const std::string text = stack::read_text_file(folder_.file("phone")).value_or("");
    const std::size_t end = text.rfind('\n');
    if (end == std::string::npos || end + 1 <= shown_) return "";
    const std::size_t begin = std::exchange(shown_, end + 1);
    return text.substr(begin, shown_ - begin);
}

}  // namespace infobip_otp::admin
