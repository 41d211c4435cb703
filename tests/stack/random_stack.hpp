// SPDX-License-Identifier: MIT
// random_stack(): files of PAM as nobody would write them, and as people do.
#pragma once

#include <map>
#include <random>
#include <string>

namespace infobip_otp::testing {

using PamFiles = std::map<std::string, std::string>;  // name, text; "svc" is the service's own

struct StackOptions {
    std::string folder;       // the files stand there: Debian's libpam includes from no confdir
    std::string modules;      // the stand-ins stand there
    bool foreseeable = true;  // only modules whose answer the linter knows for certain
    bool odd = true;          // broken lines, CR, backslashes, odd bytes
};

[[nodiscard]] PamFiles random_stack(std::mt19937_64& random, const StackOptions& options);

}  // namespace infobip_otp::testing
