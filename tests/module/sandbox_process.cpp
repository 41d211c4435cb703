// SPDX-License-Identifier: MIT
// SandboxProcess.
#include "module/sandbox_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "base/descriptor.hpp"

namespace infobip_otp::testing {
namespace {

std::string read_all(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream all;
    all << in.rdbuf();
    return all.str();
}

// The first line that the process prints: it listens then, and has written its files.
void wait_for_first_line(int descriptor) {
    char c = 0;
    while (c != '\n')
        if (read(descriptor, &c, 1) <= 0) throw std::runtime_error("the sandbox did not start");
}

// The protocol is that of src/sandbox/control_socket.hpp. Not by `ctl`: under the sanitizers a
// process more for each command is half of the time of a test.
Descriptor connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    Descriptor made(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect(made.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot reach the sandbox at " + path);
    return made;
}

// What a command of the shell prints.
std::string print_of(const std::string& command) {
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("popen");
    std::string printed;
    for (int c = 0; (c = std::fgetc(pipe)) != EOF;) printed += static_cast<char>(c);
    if (pclose(pipe) != 0) throw std::runtime_error(command + ": " + printed);
    return printed;
}

}  // namespace

SandboxProcess::SandboxProcess() {
    int output[2];
    if (pipe2(output, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    const std::string tls = folder_.path_of("tls");
    // The helper reads ca.pem as an account of its own.
    chmod(folder_.path().c_str(), 0755);
    mkdir(tls.c_str(), 0755);
    const std::string env = folder_.path_of("env");
    const std::string phone = folder_.path_of("phone");
    const std::string control = folder_.path_of("control");
    pid_ = fork();
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(output[1], STDOUT_FILENO);
        execl(SANDBOX, SANDBOX, "--listen", "127.0.0.1:0", "--tls-dir", tls.c_str(), "--seed",
              "--env", env.c_str(), "--phone", phone.c_str(), "--control", control.c_str(),
              static_cast<char*>(nullptr));
        _exit(127);
    }
    close(output[1]);
    wait_for_first_line(output[0]);
    // Kept open: the sandbox must not meet a closed pipe when it says more.
    fcntl(output[0], F_SETFD, FD_CLOEXEC);
}

SandboxProcess::~SandboxProcess() {
    end();
}

void SandboxProcess::end() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
}

std::string SandboxProcess::value(const std::string& name) const {
    std::istringstream lines(read_all(folder_.path_of("env")));
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(name + "=")) continue;
        std::string found = line.substr(name.size() + 1);
        std::erase(found, '\'');
        std::erase(found, '"');
        return found;
    }
    throw std::runtime_error("the sandbox names no " + name);
}

std::string SandboxProcess::newest_code(const std::string& number) const {
    std::istringstream lines(read_all(folder_.path_of("phone")));
    std::string newest;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(number)) newest = line.substr(line.rfind(' ') + 1);
    return newest;
}

unsigned SandboxProcess::messages(const std::string& number) const {
    std::istringstream lines(read_all(folder_.path_of("phone")));
    unsigned count = 0;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(number)) ++count;
    return count;
}

void SandboxProcess::send_letters() const {
    // The template keeps what is not named.
    print_of("curl --silent --fail --cacert " + value("INFOBIP_CA_FILE") +
             " --header 'Authorization: App " + value("INFOBIP_API_KEY") +
             "' --header 'Content-Type: application/json' --request PUT --data "
             "'{\"pinType\":\"ALPHANUMERIC\",\"pinLength\":8}' " +
             value("INFOBIP_BASE_URL") + "/2fa/2/applications/" + value("INFOBIP_APPLICATION_ID") +
             "/messages/" + value("INFOBIP_MESSAGE_ID"));
}

std::string SandboxProcess::control(const std::string& command) const {
    const Descriptor connection = connect_to(folder_.path_of("control"));
    std::istringstream words(command);
    for (std::string word; words >> word;) {
        const std::size_t size = word.size() + 1;  // with the NUL
        if (send(connection.get(), word.c_str(), size, MSG_NOSIGNAL) != static_cast<ssize_t>(size))
            throw std::runtime_error(command + ": not sent");
    }
    shutdown(connection.get(), SHUT_WR);
    std::string answer;
    char piece[4096];
    for (ssize_t got = 0; (got = read(connection.get(), piece, sizeof piece)) > 0;)
        answer.append(piece, static_cast<std::size_t>(got));
    if (!answer.starts_with("ok\n")) throw std::runtime_error(command + ": " + answer);
    return answer.substr(3);
}

}  // namespace infobip_otp::testing
