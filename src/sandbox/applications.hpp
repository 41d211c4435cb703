// SPDX-License-Identifier: MIT
// Applications: the 2FA applications of the account (docs/infobip-contract.md section 8).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "json/json.hpp"
#include "sandbox/body.hpp"
#include "sandbox/limit.hpp"

namespace infobip_otp::sandbox {

// Defaults as published. Limits and lengths are kept as written, since answers echo them.
struct Configuration {
    std::int64_t pin_attempts = 10;
    bool allow_multiple_pin_verifications = true;
    std::string pin_time_to_live = "15m";
    std::string verify_pin_limit = "1/3s";
    std::string send_pin_per_application_limit = "10000/1d";
    std::string send_pin_per_phone_number_limit = "3/1d";
};

struct Application {
    std::string id;
    std::string name;
    bool enabled = true;
    Configuration configuration;
};

class Applications {
  public:
    static constexpr std::size_t most = 1000;

    // `body` has passed check_body(application_fields). nullptr: there are `most` already.
    const Application* create(const Json& body);
    // Takes over the members that are there. nullptr: no such application.
    const Application* update(const std::string& id, const Json& body);

    [[nodiscard]] const Application* find(const std::string& id) const;
    [[nodiscard]] std::vector<const Application*> all() const;  // oldest first

  private:
    std::map<std::string, Application> by_id_;
    std::vector<std::string> order_;
};

[[nodiscard]] std::span<const Field> application_fields();
[[nodiscard]] Json to_json(const Application& application);

// An id as the service makes them: 32 upper-case hexadecimal digits.
[[nodiscard]] std::string new_id();

}  // namespace infobip_otp::sandbox
