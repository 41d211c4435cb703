// SPDX-License-Identifier: MIT
// Management: requests and answers.
#include "infobip/management.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "infobip/conceal.hpp"
#include "infobip/error_body.hpp"
#include "infobip/wire.hpp"
#include "json/json.hpp"

namespace infobip_otp {
namespace {

constexpr std::size_t longest_detail = 200;
constexpr const char* all_applications = "/2fa/2/applications";

Managed outcome_of(const HttpReply& answer) {
    switch (answer.delivery) {
        case Delivery::answered: break;
        case Delivery::garbled: return Managed::not_understood;
        case Delivery::not_reached:
        case Delivery::not_resolved: return Managed::not_reached;
        case Delivery::not_trusted: return Managed::not_trusted;
        case Delivery::no_answer: return Managed::no_answer;
        case Delivery::local_failure: return Managed::local_failure;
    }
    // Creating an application is answered by 201, everything else by 200.
    if (answer.status == 200 || answer.status == 201) return Managed::done;
    if (answer.status == 401) return Managed::credentials;
    if (answer.status == 403) return Managed::forbidden;
    if (answer.status == 404) return Managed::absent;
    if (answer.status == 429) return Managed::throttled;
    if (answer.status >= 400 && answer.status < 500) return Managed::refused;
    if (answer.status >= 500 && answer.status < 600) return Managed::provider_fault;
    return Managed::not_understood;
}

// "" is not sent: it is what Infobip did not say either.
void put(Json& object, std::string_view name, const std::string& text) {
    if (!text.empty()) object.set(name, text);
}

std::optional<Application> read_application(const Json& json) {
    Application read;
    read.id = json.text_of("applicationId");
    read.name = json.text_of("name");
    if (!is_pin_id(read.id)) return std::nullopt;
    if (const auto enabled = json.member("enabled")) read.enabled = enabled->boolean() == true;
    const Json rules = json.member("configuration").value_or(Json());
    if (const auto attempts = rules.member("pinAttempts"))
        read.rules.pin_attempts = attempts->integer();
    if (const auto multiple = rules.member("allowMultiplePinVerifications"))
        read.rules.allow_multiple_pin_verifications = multiple->boolean();
    read.rules.pin_time_to_live = rules.text_of("pinTimeToLive");
    read.rules.verify_pin_limit = rules.text_of("verifyPinLimit");
    read.rules.send_pin_per_application_limit = rules.text_of("sendPinPerApplicationLimit");
    read.rules.send_pin_per_phone_number_limit = rules.text_of("sendPinPerPhoneNumberLimit");
    return read;
}

std::string write(const Application& wanted) {
    const ApplicationRules& from = wanted.rules;
    Json rules = Json::object();
    if (from.pin_attempts) rules.set("pinAttempts", Json(*from.pin_attempts));
    if (from.allow_multiple_pin_verifications)
        rules.set("allowMultiplePinVerifications", Json(*from.allow_multiple_pin_verifications));
    put(rules, "pinTimeToLive", from.pin_time_to_live);
    put(rules, "verifyPinLimit", from.verify_pin_limit);
    put(rules, "sendPinPerApplicationLimit", from.send_pin_per_application_limit);
    put(rules, "sendPinPerPhoneNumberLimit", from.send_pin_per_phone_number_limit);
    Json json = Json::object();
    json.set("name", wanted.name).set("enabled", Json(wanted.enabled));
    return json.set("configuration", rules).dump();
}

std::optional<MessageTemplate> read_template(const Json& json) {
    MessageTemplate read;
    read.id = json.text_of("messageId");
    if (!is_pin_id(read.id)) return std::nullopt;
    read.text = json.text_of("messageText");
    read.pin_type = json.text_of("pinType");
    if (const auto length = json.member("pinLength")) read.pin_length = length->integer();
    read.sender = json.text_of("senderId");
    return read;
}

std::string write(const MessageTemplate& wanted) {
    Json json = Json::object();
    json.set("messageText", wanted.text).set("pinType", wanted.pin_type);
    if (wanted.pin_length) json.set("pinLength", Json(*wanted.pin_length));
    put(json, "senderId", wanted.sender);
    return json.dump();
}

// nullopt: no array, or an element that `read` cannot make sense of.
template <class T>
std::optional<std::vector<T>> read_list(const Json& json, std::optional<T> (*read)(const Json&)) {
    if (json.kind() != Json::Kind::array) return std::nullopt;
    std::vector<T> all;
    for (const Json& element : json.elements()) {
        auto one = read(element);
        if (!one) return std::nullopt;
        all.push_back(*std::move(one));
    }
    return all;
}

std::string path_of(const std::string& application_id) {
    return std::string(all_applications) + "/" + application_id;
}

template <class T>
ManagementReply<T> no_such_id() {
    ManagementReply<T> reply;
    reply.outcome = Managed::absent;
    reply.detail = "an id is letters, digits, - and _, at most 128";
    return reply;
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_provider_length(std::string_view text) {
    using namespace std::chrono_literals;
    constexpr std::pair<std::string_view, std::chrono::milliseconds> units[] = {
        {"ms", 1ms}, {"s", 1s}, {"m", 1min}, {"h", 1h}, {"d", 24h}};
    constexpr std::chrono::milliseconds longest = std::chrono::hours(366 * 24);  // a year
    const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto count =
        end == 0 ? std::optional<std::uint64_t>(1) : parse_unsigned(text.substr(0, end));
    for (const auto& [name, unit] : units)
        if (count && text.substr(end) == name &&
            *count <= static_cast<std::uint64_t>(longest / unit))
            return unit * static_cast<std::int64_t>(*count);
    return std::nullopt;
}

std::optional<ProviderLimit> parse_provider_limit(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return std::nullopt;
    const auto count = parse_unsigned(text.substr(0, slash));
    const auto window = parse_provider_length(text.substr(slash + 1));
    if (!count || *count > UINT32_MAX || !window) return std::nullopt;
    return ProviderLimit{static_cast<std::uint32_t>(*count), *window};
}

template <class T, class Read>
ManagementReply<T> Management::call(Method method, const std::string& path, const std::string& body,
                                    Read read) {
    const HttpReply answer = transport_.exchange({Secret(path), Secret(body), method});
    ManagementReply<T> reply;
    reply.outcome = outcome_of(answer);
    reply.http_status = answer.status;
    reply.detail = answer.cause;
    if (reply.outcome == Managed::done) {
        const auto parsed = answer.whole ? Json::parse(answer.body.reveal()) : Error{answer.cause};
        auto value = parsed ? read(*parsed) : std::nullopt;
        if (value) {
            reply.value = *std::move(value);
            return reply;
        }
        reply.outcome = Managed::not_understood;
        if (reply.detail.empty()) reply.detail = "the answer is none the contract knows";
    } else if (answer.delivery == Delivery::answered) {
        const std::string words = read_error_body(answer.body.reveal()).words;
        if (!words.empty()) reply.detail = words;
    }
    reply.detail = printable(conceal(std::move(reply.detail), key_.reveal()), longest_detail);
    return reply;
}

ManagementReply<std::vector<Application>> Management::applications() {
    return call<std::vector<Application>>(Method::get, all_applications, "", [](const Json& json) {
        return read_list<Application>(json, read_application);
    });
}

ManagementReply<Application> Management::application(const std::string& id) {
    if (!is_pin_id(id)) return no_such_id<Application>();
    return call<Application>(Method::get, path_of(id), "", read_application);
}

ManagementReply<Application> Management::create(const Application& wanted) {
    return call<Application>(Method::post, all_applications, write(wanted), read_application);
}

ManagementReply<Application> Management::update(const Application& wanted) {
    if (!is_pin_id(wanted.id)) return no_such_id<Application>();
    return call<Application>(Method::put, path_of(wanted.id), write(wanted), read_application);
}

ManagementReply<std::vector<MessageTemplate>> Management::templates(
    const std::string& application_id) {
    if (!is_pin_id(application_id)) return no_such_id<std::vector<MessageTemplate>>();
    return call<std::vector<MessageTemplate>>(
        Method::get, path_of(application_id) + "/messages", "",
        [](const Json& json) { return read_list<MessageTemplate>(json, read_template); });
}

ManagementReply<MessageTemplate> Management::create(const std::string& application_id,
                                                    const MessageTemplate& wanted) {
    if (!is_pin_id(application_id)) return no_such_id<MessageTemplate>();
    return call<MessageTemplate>(Method::post, path_of(application_id) + "/messages", write(wanted),
                                 read_template);
}

}  // namespace infobip_otp
