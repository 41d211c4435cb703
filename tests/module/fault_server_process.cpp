// SPDX-License-Identifier: MIT
// FaultServerProcess.
#include "module/fault_server_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "cmocka.hpp"

namespace infobip_otp::testing {

FaultServerProcess::FaultServerProcess(const std::string& mode, const std::string& pause_ms) {
    chmod(folder_.path().c_str(), 0755);
    mkdir(folder_.path_of("tls").c_str(), 0755);  // the helper reads ca.pem as another account
    const std::string file = folder_.path_of("said");
    int said[2];
    assert_int_equal(pipe2(said, O_CLOEXEC), 0);
    pid_ = fork();
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(said[1], STDOUT_FILENO);
        execl(FAULT_SERVER, FAULT_SERVER, mode.c_str(), folder_.path_of("tls").c_str(),
              pause_ms.c_str(), static_cast<char*>(nullptr));
        _exit(127);
    }
    close(said[1]);
    output_ = said[0];
    char c = 0;
    while (read(output_, &c, 1) == 1 && c != '\n') first_line_ += c;
}

FaultServerProcess::~FaultServerProcess() {
    if (pid_ > 0) static_cast<void>(end());
}

std::string FaultServerProcess::end() {
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
    std::string said;
    char c = 0;
    while (read(output_, &c, 1) == 1) said += c;
    close(output_);
    return said;
}

}  // namespace infobip_otp::testing
