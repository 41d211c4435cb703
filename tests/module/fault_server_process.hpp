// SPDX-License-Identifier: MIT
// FaultServerProcess: tests/fakes/fault_server.cpp as a process of its own.
#pragma once

#include <sys/types.h>

#include <string>

#include "fakes/temporary_folder.hpp"

namespace infobip_otp::testing {

class FaultServerProcess {
  public:
    explicit FaultServerProcess(const std::string& mode, const std::string& pause_ms = "500");
    ~FaultServerProcess();
    FaultServerProcess(const FaultServerProcess&) = delete;
    FaultServerProcess& operator=(const FaultServerProcess&) = delete;

    [[nodiscard]] std::string base_url() const { return first_line_.substr(10); }
    [[nodiscard]] std::string ca_file() const { return folder_.path_of("tls/ca.pem"); }

    // Ends it. Returns what it said after its first line.
    std::string end();

  private:
    TemporaryFolder folder_;
    std::string first_line_;
    pid_t pid_ = -1;
    int output_ = -1;
};

}  // namespace infobip_otp::testing
