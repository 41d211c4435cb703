// SPDX-License-Identifier: MIT
// CertificateAuthority: a private CA for one sandbox; its key is never written down.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "infobip_otp/result.hpp"

namespace infobip_otp::sandbox {

struct TlsFiles {
    std::string authority;    // ca.pem: what clients trust
    std::string certificate;  // server.pem
    std::string key;          // server.key, 0600
};

class CertificateAuthority {
  public:
    // A new P-256 key and a certificate for it, good for ten years.
    static Result<CertificateAuthority> create(const std::string& name);

    [[nodiscard]] const std::string& certificate_pem() const { return certificate_pem_; }

    struct Issued {
        std::string certificate_pem;
        std::string key_pem;
    };
    // For a server; `names` as in subjectAltName: "DNS:localhost", "IP:127.0.0.1". Valid from
    // `begins` to `ends`, both counted from now (negative: in the past).
    [[nodiscard]] Result<Issued> issue(const std::vector<std::string>& names,
                                       std::chrono::seconds begins,
                                       std::chrono::seconds ends) const;

    struct Keys;  // OpenSSL's

  private:
    CertificateAuthority() = default;

    std::shared_ptr<const Keys> keys_;
    std::string certificate_pem_;
};

// The files of `folder`, made there for localhost, 127.0.0.1 and ::1 unless server.pem, server.key
// and ca.pem are all there. The folder is made (0700) if missing.
Result<TlsFiles> tls_files(const std::string& folder);

}  // namespace infobip_otp::sandbox
