// SPDX-License-Identifier: MIT
// FaultServerProcess: tests/fakes/fault_server.cpp as a process of its own.
#pragma once

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "cmocka.hpp"
#include "module/temporary_folder.hpp"

namespace infobip_otp::testing {

class FaultServerProcess {
  public:
    explicit FaultServerProcess(const std::string& mode, const std::string& pause_ms = "500") {
        chmod(folder_.path().c_str(), 0755);
        mkdir(folder_.file("tls").c_str(), 0755);  // the helper reads ca.pem as another account
        const std::string file = folder_.file("said");
        int said[2];
        assert_int_equal(pipe2(said, O_CLOEXEC), 0);
        pid_ = fork();
        if (pid_ == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            dup2(said[1], STDOUT_FILENO);
            execl(FAULT_SERVER, FAULT_SERVER, mode.c_str(), folder_.file("tls").c_str(),
                  pause_ms.c_str(), static_cast<char*>(nullptr));
            _exit(127);
        }
        close(said[1]);
        output_ = said[0];
        char c = 0;
        while (read(output_, &c, 1) == 1 && c != '\n') first_line_ += c;
    }
    ~FaultServerProcess() {
        if (pid_ > 0) static_cast<void>(end());
    }
    FaultServerProcess(const FaultServerProcess&) = delete;
    FaultServerProcess& operator=(const FaultServerProcess&) = delete;

    [[nodiscard]] std::string base_url() const { return first_line_.substr(10); }
    [[nodiscard]] std::string ca_file() const { return folder_.file("tls/ca.pem"); }

    // What it said after its first line.
    std::string end() {
        kill(pid_, SIGTERM);
        waitpid(pid_, nullptr, 0);
        pid_ = -1;
        std::string said;
        char c = 0;
        while (read(output_, &c, 1) == 1) said += c;
        close(output_);
        return said;
    }

  private:
    TemporaryFolder folder_;
    std::string first_line_;
    pid_t pid_ = -1;
    int output_ = -1;
};

}  // namespace infobip_otp::testing
