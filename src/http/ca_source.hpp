// SPDX-License-Identifier: MIT
// CaSource: where the certificates of the trusted authorities are.
//
// A hashed directory costs two look-ups; the bundle file is parsed as a whole, certificate by
// certificate, and is 84 % of the instructions of a login. So the file is the second choice.
#pragma once

#include <string>

#include "infobip_otp/result.hpp"

namespace infobip_otp {

// Exactly one of the two is set.
struct CaSource {
    std::string directory;  // hashed: holds names such as 5cd81ad7.0
    std::string file;       // PEM, one or more certificates
};

// `ca_file`, where it is not empty, alone. Otherwise `ca_path`, if it holds hashed names, else the
// bundle ca_path/ca-certificates.crt. The Error says which file or directory this process cannot
// read and what to do.
Result<CaSource> find_ca_source(const std::string& ca_path, const std::string& ca_file);

}  // namespace infobip_otp
