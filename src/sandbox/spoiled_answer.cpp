// SPDX-License-Identifier: MIT
// Spoiling answers.
#include "sandbox/spoiled_answer.hpp"

namespace infobip_otp::sandbox {
namespace {

// Another one of the same shape.
std::string other_id(std::string id) {
    if (!id.empty()) id.back() = id.back() == 'A' ? 'B' : 'A';
    return id;
}

Json without(const Json& json, std::string_view unwanted) {
    auto kept = Json::object();
    for (const std::string& name : json.member_names())
        if (name != unwanted) kept.set(name, *json.member(name));
    return kept;
}

// {"verified":false} becomes {"verified":true,"verified":false}.
std::string with_duplicates(const std::string& body) {
    std::string before;
    if (body.find("\"verified\":true") != std::string::npos) before = "\"verified\":false,";
    if (body.find("\"verified\":false") != std::string::npos) before = "\"verified\":true,";
    if (body.find("\"MESSAGE_SENT\"") != std::string::npos)
        before = "\"smsStatus\":\"MESSAGE_NOT_SENT\",";
    if (body.find("\"MESSAGE_NOT_SENT\"") != std::string::npos)
        before = "\"smsStatus\":\"MESSAGE_SENT\",";
    return body.empty() ? body : "{" + before + body.substr(1);
}

// One more member, at the front of an object.
std::string with_member(const std::string& body, const std::string& value) {
    if (body.size() < 2 || body.front() != '{') return value;
    return "{\"more\":" + value + (body == "{}" ? "" : ",") + body.substr(1);
}

}  // namespace

void spoil(Answer& answer, const Fault& fault) {
    const auto pin_id = answer.json.member("pinId");
    const auto verified = answer.json.member("verified");
    if (fault.kind == FaultKind::other_pinid && pin_id && pin_id->text())
        answer.json.set("pinId", other_id(*pin_id->text()));
    if (fault.kind == FaultKind::no_pinid) answer.json = without(answer.json, "pinId");
    if (fault.kind == FaultKind::verified_as_text && verified) answer.json.set("verified", "true");
    if (fault.kind == FaultKind::status && fault.number / 100 == 3)
        answer.headers.emplace_back("Location", "https://redirected.invalid/2fa/2/pin");
}

void spoil(Rendered& content, const Fault& fault) {
    std::string& body = content.body;
    if (fault.kind == FaultKind::empty) body.clear();
    if (fault.kind == FaultKind::html)
        content = {"<html><body><h1>It works!</h1></body></html>\n", "text/html"};
    if (fault.kind == FaultKind::malformed) body = "{\"pinId\":" + body + ",}";
    if (fault.kind == FaultKind::nul) body.insert(body.empty() ? 0 : 1, 1, '\0');
    if (fault.kind == FaultKind::deep)
        body = with_member(body, std::string(10'000, '[') + std::string(10'000, ']'));
    if (fault.kind == FaultKind::oversized)
        body = with_member(body, "\"" + std::string(fault.number, 'x') + "\"");
    if (fault.kind == FaultKind::duplicate_member) body = with_duplicates(body);
}

}  // namespace infobip_otp::sandbox
