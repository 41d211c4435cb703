// SPDX-License-Identifier: MIT
// Templates, kept in memory.
#include "sandbox/templates.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sandbox/applications.hpp"

namespace infobip_otp::sandbox {
namespace {

using Complaint = std::optional<std::string>;

constexpr std::string_view pin_types = "NUMERIC ALPHA HEX ALPHANUMERIC";
constexpr std::string_view languages =
    "en es ca da nl fr de it ja ko no pl ru sv fi hr sl ro pt_pt pt_br zh_cn zh_tw";
constexpr std::int64_t default_pin_length = 4;  // published for e-mail; the samples for SMS agree

Complaint one_of(const Json& value, std::string_view known) {
    for (const std::string_view each : split_words(known))
        if (value.text() == each) return std::nullopt;
    return "must be one of: " + std::string(known);
}

Complaint known_pin_type(const Json& value, const Quirks&) {
    return one_of(value, pin_types);
}

Complaint known_language(const Json& value, const Quirks&) {
    return one_of(value, languages);
}

Complaint within_bounds(const Json& value, const Quirks&) {
    if (value.integer() >= 1 && value.integer() <= 8) return std::nullopt;
    return "must be between 1 and 8";
}

Complaint with_a_pin(const Json& value, const Quirks& quirks) {
    if (quirks.is(Quirk::pin_placeholder, "free")) return std::nullopt;
    if (value.text()->find("{{pin}}") != std::string::npos) return std::nullopt;
    return "must contain {{pin}}";
}

Complaint speakable(const Json& value, const Quirks&) {
    if (value.real() >= 0.5 && value.real() <= 2.0) return std::nullopt;
    return "must be between 0.5 and 2";
}

// In characters, as a schema counts them: UTF-8 continuation bytes are none.
Complaint at_most(const Json& value, std::ptrdiff_t most) {
    const std::string text = *value.text();
    const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    });
    if (characters <= most) return std::nullopt;
    return "must be at most " + std::to_string(most) + " characters";
}

Complaint at_most_30(const Json& value, const Quirks&) {
    return at_most(value, 30);
}

Complaint at_most_255(const Json& value, const Quirks&) {
    return at_most(value, 255);
}

constexpr Field india_fields[] = {
    {"principalEntityId", Kind::text, true, at_most_30},
    {"contentTemplateId", Kind::text, false, at_most_30},
    {"teleMarketerId", Kind::text, false, at_most_255},
};
constexpr Field regional_fields[] = {{"indiaDlt", Kind::object, false, nullptr, india_fields}};

constexpr Field phone_fields[] = {
    {"messageText", Kind::text, true, with_a_pin},
    {"pinType", Kind::text, true, known_pin_type},
    {"pinLength", Kind::int32, false, within_bounds},
    {"language", Kind::text, false, known_language},
    {"voiceName", Kind::text},
    {"senderId", Kind::text},
    {"repeatDTMF", Kind::text},
    {"speechRate", Kind::number, false, speakable},
    {"regional", Kind::object, false, nullptr, regional_fields},
};
constexpr Field email_fields[] = {
    {"emailTemplateId", Kind::int64, true},
    {"from", Kind::text},
    {"landingPageId", Kind::text},
    {"pinLength", Kind::int32, false, within_bounds},
    {"pinType", Kind::text, false, known_pin_type},
};

void take_over(Template& to, const Json& body) {
    const Json declared = only_declared(body, template_fields(to.medium));
    for (const std::string& name : declared.member_names())
        to.json.set(name, *declared.member(name));
}

}  // namespace

std::string Template::pin_type() const {
    return *text_member(json, "pinType");
}

std::size_t Template::pin_length() const {
    return static_cast<std::size_t>(*integer_member(json, "pinLength"));
}

std::string Template::text() const {
    if (medium == Medium::phone) return *text_member(json, "messageText");
    // The text of an e-mail lies in a Broadcast template, which is no part of this API.
    return "Your PIN is {{pin}} (e-mail template " +
           std::to_string(*integer_member(json, "emailTemplateId")) + ")";
}

std::string Template::sender() const {
    return text_member(json, medium == Medium::phone ? "senderId" : "from").value_or("");
}

const Template* Templates::create(const std::string& application_id, Medium medium,
                                  const Json& body) {
    if (order_.size() >= most) return nullptr;
    Template made;
    made.id = new_id();
    made.application_id = application_id;
    made.medium = medium;
    made.json.set("messageId", made.id).set("applicationId", application_id);
    made.json.set("pinLength", Json(default_pin_length)).set("pinType", "NUMERIC");
    if (medium == Medium::phone) made.json.set("pinPlaceholder", "{{pin}}").set("language", "en");
    take_over(made, body);
    order_.push_back(made.id);
    return &(by_id_[made.id] = std::move(made));
}

const Template* Templates::update(const std::string& application_id, Medium medium,
                                  const std::string& id, const Json& body) {
    const auto found = by_id_.find(id);
    if (found == by_id_.end() || found->second.application_id != application_id ||
        found->second.medium != medium)
        return nullptr;
    take_over(found->second, body);
    return &found->second;
}

const Template* Templates::find(const std::string& application_id, const std::string& id) const {
    const auto found = by_id_.find(id);
    if (found == by_id_.end() || found->second.application_id != application_id) return nullptr;
    return &found->second;
}

std::vector<const Template*> Templates::of(const std::string& application_id) const {
    std::vector<const Template*> all;
    for (const std::string& id : order_)
        if (const Template* each = find(application_id, id)) all.push_back(each);
    return all;
}

std::span<const Field> template_fields(Medium medium) {
    switch (medium) {
        case Medium::phone: return phone_fields;
        case Medium::email: return email_fields;
    }
    return {};
}

}  // namespace infobip_otp::sandbox
