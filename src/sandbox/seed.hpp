// SPDX-License-Identifier: MIT
// Seed: an application and a template to log in with, and the file that tells others about them.
#pragma once

#include <string>

#include "infobip_otp/result.hpp"
#include "sandbox/provider.hpp"

namespace infobip_otp::sandbox {

struct Seeded {
    std::string base_url;
    std::string api_key;
    std::string application_id;
    std::string message_id;
    std::string ca_file;  // empty without TLS
};

// Settings that fit logins: 6 digits, 5 minutes, 5 attempts, a PIN counts once, and limits that no
// test reaches (not the published 3 sends a day and 1 verify in 3 s). Fills in the two ids.
void seed(Provider& provider, Seeded& seeded);

// Lines for people.
[[nodiscard]] std::string to_text(const Seeded& seeded);

// A file of mode 0600 for `. FILE` in a shell: INFOBIP_BASE_URL='https://localhost:4711' and so on.
Result<void> write_environment(const std::string& path, const Seeded& seeded);

}  // namespace infobip_otp::sandbox
