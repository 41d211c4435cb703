// SPDX-License-Identifier: MIT
// Program: runs another program and takes what it prints.
#pragma once

#include <string>
#include <vector>

#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

struct ProgramOutput {
    int status = 0;  // 128 + N after signal N
    std::string out;
    std::string err;
};

// `path` is absolute, the environment empty but for LC_ALL=C, stdin /dev/null.
Result<ProgramOutput> run_program(const std::string& path,
                                  const std::vector<std::string>& arguments);

}  // namespace infobip_otp::admin
