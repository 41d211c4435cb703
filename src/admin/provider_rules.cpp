// SPDX-License-Identifier: MIT
// Provider rules: THE TABLE.
#include "admin/provider_rules.hpp"

#include <algorithm>

#include "config/values.hpp"

namespace infobip_otp::admin {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::int64_t usual_attempts = 5;
constexpr std::int64_t most_attempts = 10;  // Infobip's own default
constexpr milliseconds usual_lifetime = 5min;
constexpr milliseconds longest_lifetime = 15min;  // the same
constexpr milliseconds verify_window = 4s;
constexpr milliseconds shortest_pause = 100ms;
constexpr std::uint32_t least_verifies = 2;
constexpr std::uint64_t sends_without_limit = 500;  // a day and number, where ours is off
constexpr std::uint64_t least_host_sends = 5000;    // a day: half of Infobip's own default

// The most that all of `limits` together let through within `window`; nullopt: they are off.
std::optional<std::uint64_t> most_within(const RateLimits& limits, milliseconds window) {
    std::optional<std::uint64_t> most;
    for (const RateLimit& limit : limits) {
        const milliseconds length = limit.window;
        const auto times = static_cast<std::uint64_t>((window + length - 1ms) / length);
        const std::uint64_t count = limit.count * std::max<std::uint64_t>(times, 1);
        most = std::min(most.value_or(count), count);
    }
    return most;
}

bool lies_above(const std::string& text, const RateLimits& ours, std::uint64_t without) {
    const auto limit = parse_provider_limit(text);
    return limit && limit->count > most_within(ours, limit->window).value_or(without - 1);
}

// Twice ours, so that a number that two machines share is not cut off either.
std::string twice_a_day(const RateLimits& ours, std::uint64_t least) {
    return std::to_string(2 * std::max(most_within(ours, 24h).value_or(least), least)) + "/1d";
}

milliseconds pause_of(const Settings& settings) {
    return std::max(settings.login.verify_pause, shortest_pause);
}

struct Row {
    const char* member;
    const char* why;
    std::string (*now)(const ApplicationRules&);  // "": Infobip does not say
    bool (*fits)(const ApplicationRules&, const Settings&);
    std::string (*wanted)(const Settings&);
    void (*mend)(ApplicationRules&, const Settings&);
};

template <std::string ApplicationRules::*Member>
std::string text_now(const ApplicationRules& rules) {
    return rules.*Member;
}

std::string wanted_lifetime(const Settings& settings) {
    return print_length(std::max(usual_lifetime, settings.login.code_lifetime));
}

std::string wanted_verifies(const Settings& settings) {
    const auto count = static_cast<std::uint32_t>(verify_window / pause_of(settings)) + 1;
    return std::to_string(std::max(least_verifies, count)) + "/" + print_length(verify_window);
}

std::int64_t wanted_attempts(const Settings& settings) {
    return std::max(usual_attempts, std::int64_t{settings.login.tries});
}

constexpr Row rows[] = {
    {"pinAttempts", "at least `tries`, at most 10",
     [](const ApplicationRules& rules) {
         return rules.pin_attempts ? std::to_string(*rules.pin_attempts) : "";
     },
     [](const ApplicationRules& rules, const Settings& settings) {
         return rules.pin_attempts >= std::int64_t{settings.login.tries} &&
                rules.pin_attempts <= most_attempts;
     },
     [](const Settings& settings) { return std::to_string(wanted_attempts(settings)); },
     [](ApplicationRules& rules, const Settings& settings) {
         rules.pin_attempts = wanted_attempts(settings);
     }},
    {"allowMultiplePinVerifications", "a code is taken once",
     [](const ApplicationRules& rules) -> std::string {
         if (!rules.allow_multiple_pin_verifications) return "";
         return *rules.allow_multiple_pin_verifications ? "true" : "false";
     },
     [](const ApplicationRules& rules, const Settings&) {
         return rules.allow_multiple_pin_verifications == false;
     },
     [](const Settings&) -> std::string { return "false"; },
     [](ApplicationRules& rules, const Settings&) {
         rules.allow_multiple_pin_verifications = false;
     }},
    {"pinTimeToLive", "at least `code_lifetime`, at most 15m",
     text_now<&ApplicationRules::pin_time_to_live>,
     [](const ApplicationRules& rules, const Settings& settings) {
         const auto length = parse_provider_length(rules.pin_time_to_live);
         return length && *length >= settings.login.code_lifetime && *length <= longest_lifetime;
     },
     wanted_lifetime,
     [](ApplicationRules& rules, const Settings& settings) {
         rules.pin_time_to_live = wanted_lifetime(settings);
     }},
    {"verifyPinLimit", "more checks than one in `verify_pause`",
     text_now<&ApplicationRules::verify_pin_limit>,
     [](const ApplicationRules& rules, const Settings& settings) {
         const auto limit = parse_provider_limit(rules.verify_pin_limit);
         return limit && limit->window < limit->count * pause_of(settings);
     },
     wanted_verifies,
     [](ApplicationRules& rules, const Settings& settings) {
         rules.verify_pin_limit = wanted_verifies(settings);
     }},
    {"sendPinPerApplicationLimit", "more messages than `sends_per_host`",
     text_now<&ApplicationRules::send_pin_per_application_limit>,
     [](const ApplicationRules& rules, const Settings& settings) {
         return lies_above(rules.send_pin_per_application_limit, settings.sends_per_host, 1);
     },
     [](const Settings& settings) {
         return twice_a_day(settings.sends_per_host, least_host_sends);
     },
     [](ApplicationRules& rules, const Settings& settings) {
         rules.send_pin_per_application_limit =
             twice_a_day(settings.sends_per_host, least_host_sends);
     }},
    {"sendPinPerPhoneNumberLimit", "more messages than `sends_per_user`",
     text_now<&ApplicationRules::send_pin_per_phone_number_limit>,
     [](const ApplicationRules& rules, const Settings& settings) {
         return lies_above(rules.send_pin_per_phone_number_limit, settings.sends_per_user,
                           sends_without_limit);
     },
     [](const Settings& settings) {
         return twice_a_day(settings.sends_per_user,
                            settings.sends_per_user.empty() ? sends_without_limit : 1);
     },
     [](ApplicationRules& rules, const Settings& settings) {
         rules.send_pin_per_phone_number_limit = twice_a_day(
             settings.sends_per_user, settings.sends_per_user.empty() ? sends_without_limit : 1);
     }},
};

struct TypeName {
    CodeType type;
    const char* name;
};
constexpr TypeName types[] = {{CodeType::numeric, "NUMERIC"},
                              {CodeType::alpha, "ALPHA"},
                              {CodeType::hex, "HEX"},
                              {CodeType::alphanumeric, "ALPHANUMERIC"}};

std::string shown(const std::string& text) {
    return text.empty() ? "-" : text;
}

}  // namespace

std::vector<Misfit> misfits(const ApplicationRules& rules, const Settings& settings) {
    std::vector<Misfit> found;
    for (const Row& row : rows)
        if (!row.fits(rules, settings))
            found.push_back({row.member, shown(row.now(rules)), row.wanted(settings), row.why});
    return found;
}

ApplicationRules mended(ApplicationRules rules, const Settings& settings) {
    for (const Row& row : rows)
        if (!row.fits(rules, settings)) row.mend(rules, settings);
    return rules;
}

std::vector<Misfit> misfits(const MessageTemplate& message, const CodeShape& shape) {
    std::vector<Misfit> found;
    if (message.text.find("{{pin}}") == std::string::npos)
        found.push_back({"messageText", shown(message.text), "a text with {{pin}}",
                         "the code stands in its place"});
    if (message.pin_length != std::int64_t{shape.length})
        found.push_back({"pinLength",
                         message.pin_length ? std::to_string(*message.pin_length) : "-",
                         std::to_string(shape.length), "as in `code_length`"});
    if (message.pin_type != pin_type_of(shape.type))
        found.push_back(
            {"pinType", shown(message.pin_type), pin_type_of(shape.type), "as in `code_type`"});
    return found;
}

std::string pin_type_of(CodeType type) {
    for (const TypeName& one : types)
        if (one.type == type) return one.name;
    return "";
}

std::optional<CodeShape> shape_of(const MessageTemplate& message) {
    constexpr std::int64_t shortest = 4;
    constexpr std::int64_t longest = 10;
    const std::int64_t length = message.pin_length.value_or(0);
    if (message.text.find("{{pin}}") == std::string::npos || length < shortest || length > longest)
        return std::nullopt;
    for (const TypeName& one : types)
        if (message.pin_type == one.name) return CodeShape{static_cast<unsigned>(length), one.type};
    return std::nullopt;
}

}  // namespace infobip_otp::admin
