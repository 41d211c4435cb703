// SPDX-License-Identifier: MIT
// Management: the 2FA applications and message templates of an account.
//
// docs/infobip-contract.md sections 2, 8 and 9; needs a key with the scope 2fa:manage. Logins never
// come here.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/transport.hpp"
#include "infobip_otp/secret.hpp"

namespace infobip_otp {

// "60/1d": at most 60 in any day.
struct ProviderLimit {
    std::uint32_t count = 0;
    std::chrono::milliseconds window{0};
};

// {length}{unit}, the length 1 where there is none; unit ms, s, m, h, d. nullopt: anything else.
[[nodiscard]] std::optional<std::chrono::milliseconds> parse_provider_length(std::string_view text);
[[nodiscard]] std::optional<ProviderLimit> parse_provider_limit(std::string_view text);

// `configuration`; lengths and limits as Infobip writes them, "" where it said nothing.
struct ApplicationRules {
    std::optional<std::int64_t> pin_attempts;
    std::optional<bool> allow_multiple_pin_verifications;
    std::string pin_time_to_live;
    std::string verify_pin_limit;
    std::string send_pin_per_application_limit;
    std::string send_pin_per_phone_number_limit;
};

struct Application {
    std::string id;
    std::string name;
    bool enabled = true;
    ApplicationRules rules;
};

struct MessageTemplate {
    std::string id;
    std::string text;      // with its {{pin}}; empty: a template for e-mail
    std::string pin_type;  // NUMERIC, ALPHA, HEX, ALPHANUMERIC
    std::optional<std::int64_t> pin_length;
    std::string sender;  // empty: the account's
};

// How a call ended.
enum class Managed : std::uint32_t {
    done = 1,
    absent,          // 404: no such application or template, or another base URL
    refused,         // 400 or another 4xx: a member that Infobip does not take
    credentials,     // 401
    forbidden,       // 403: the scope
    throttled,       // 429
    provider_fault,  // 5xx
    not_reached,
    not_trusted,
    no_answer,  // a change may have been made, its result is unknown
    not_understood,
    local_failure,
};

template <class T>
struct ManagementReply {
    Managed outcome = Managed::local_failure;
    T value{};            // done
    int http_status = 0;  // 0: no answer
    std::string detail;   // not done: why, printable and capped, without the key
};

class Management {
  public:
    // `transport` must outlive this object. `key` is only kept to keep it out of the details.
    Management(Secret key, Transport& transport) : key_(std::move(key)), transport_(transport) {}

    // Ids must be is_pin_id()-shaped (infobip/wire.hpp), or the answer is `absent`.
    [[nodiscard]] ManagementReply<std::vector<Application>> applications();
    [[nodiscard]] ManagementReply<Application> application(const std::string& id);
    // Its id is not looked at: the answer has it.
    [[nodiscard]] ManagementReply<Application> create(const Application& wanted);
    // Name and rules as a whole: what `wanted` leaves out may fall back to Infobip's default.
    [[nodiscard]] ManagementReply<Application> update(const Application& wanted);

    [[nodiscard]] ManagementReply<std::vector<MessageTemplate>> templates(
        const std::string& application_id);
    [[nodiscard]] ManagementReply<MessageTemplate> create(const std::string& application_id,
                                                          const MessageTemplate& wanted);

  private:
    template <class T, class Read>
    ManagementReply<T> call(Method method, const std::string& path, const std::string& body,
                            Read read);

    Secret key_;
    Transport& transport_;
};

}  // namespace infobip_otp
