// SPDX-License-Identifier: MIT
// Applications, kept in memory.
#include "sandbox/applications.hpp"

#include <stdexcept>

#include "base/random.hpp"

namespace infobip_otp::sandbox {
namespace {

using std::chrono::hours;
using Complaint = std::optional<std::string>;

constexpr Length one_day = hours(24);
constexpr Length one_year = hours(24 * 365);

Complaint at_least_one(const Json& value, const Quirks&) {
    if (value.integer() >= 1) return std::nullopt;
    return "must be at least 1";
}

Complaint length_up_to_a_year(const Json& value, const Quirks&) {
    const auto length = parse_length(*value.text());
    if (length && *length <= one_year) return std::nullopt;
    return "must be {length}{unit}, unit ms, s, m, h or d, at most one year";
}

Complaint limit_within(const Json& value, Length longest, const char* name) {
    const auto limit = parse_limit(*value.text());
    if (limit && limit->window <= longest) return std::nullopt;
    return std::string("must be {attempts}/{length}{unit}, unit ms, s, m, h or d, at most ") + name;
}

Complaint limit_up_to_a_day(const Json& value, const Quirks&) {
    return limit_within(value, one_day, "one day");
}

Complaint limit_up_to_a_year(const Json& value, const Quirks&) {
    return limit_within(value, one_year, "one year");
}

constexpr Field configuration_fields[] = {
    {"pinAttempts", Kind::int32, false, at_least_one},
    {"allowMultiplePinVerifications", Kind::boolean},
    {"pinTimeToLive", Kind::text, false, length_up_to_a_year},
    {"verifyPinLimit", Kind::text, false, limit_up_to_a_day},
    {"sendPinPerApplicationLimit", Kind::text, false, limit_up_to_a_year},
    {"sendPinPerPhoneNumberLimit", Kind::text, false, limit_up_to_a_year},
};

constexpr Field fields[] = {
    {"name", Kind::text, true},
    {"enabled", Kind::boolean},
    {"configuration", Kind::object, false, nullptr, configuration_fields},
};

template <class Member, class Value>
void take(Member& member, const std::optional<Value>& value) {
    if (value) member = *value;
}

void take_over(Application& application, const Json& body) {
    take(application.name, text_member(body, "name"));
    take(application.enabled, boolean_member(body, "enabled"));
    const auto json = object_member(body, "configuration");
    if (!json) return;
    Configuration& to = application.configuration;
    take(to.pin_attempts, integer_member(*json, "pinAttempts"));
    take(to.allow_multiple_pin_verifications,
         boolean_member(*json, "allowMultiplePinVerifications"));
    take(to.pin_time_to_live, text_member(*json, "pinTimeToLive"));
    take(to.verify_pin_limit, text_member(*json, "verifyPinLimit"));
    take(to.send_pin_per_application_limit, text_member(*json, "sendPinPerApplicationLimit"));
    take(to.send_pin_per_phone_number_limit, text_member(*json, "sendPinPerPhoneNumberLimit"));
}

}  // namespace

const Application* Applications::create(const Json& body) {
    if (order_.size() >= most) return nullptr;
    Application application;
    application.id = new_id();
    take_over(application, body);
    order_.push_back(application.id);
    return &(by_id_[application.id] = std::move(application));
}

const Application* Applications::update(const std::string& id, const Json& body) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return nullptr;
    take_over(found->second, body);
    return &found->second;
}

const Application* Applications::find(const std::string& id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &found->second;
}

std::vector<const Application*> Applications::all() const {
    std::vector<const Application*> all;
    for (const std::string& id : order_) all.push_back(find(id));
    return all;
}

std::span<const Field> application_fields() {
    return fields;
}

Json to_json(const Application& application) {
    const Configuration& from = application.configuration;
    auto configuration = Json::object();
    configuration.set("pinAttempts", Json(from.pin_attempts))
        .set("allowMultiplePinVerifications", Json(from.allow_multiple_pin_verifications))
        .set("pinTimeToLive", from.pin_time_to_live)
        .set("verifyPinLimit", from.verify_pin_limit)
        .set("sendPinPerApplicationLimit", from.send_pin_per_application_limit)
        .set("sendPinPerPhoneNumberLimit", from.send_pin_per_phone_number_limit);
    auto json = Json::object();
    json.set("applicationId", application.id).set("name", application.name);
    return json.set("configuration", configuration).set("enabled", Json(application.enabled));
}

std::string new_id() {
    auto id = random_hex(16);
    if (!id) throw std::runtime_error(id.error().message);
    return *id;
}

}  // namespace infobip_otp::sandbox
