// SPDX-License-Identifier: MIT
// Wire: making requests.
#include <cstring>
#include <stdexcept>
#include <string>

#include "base/secret_text.hpp"
#include "infobip/wire.hpp"
#include "json/json.hpp"

namespace infobip_otp {
namespace {

Secret pin_path(const Secret& pin_id, std::string_view call) {
    if (!is_pin_id(pin_id.reveal())) throw std::invalid_argument("a pinId unfit for a path");
    return join_secret({"/2fa/2/pin/", pin_id.reveal(), call});
}

}  // namespace

HttpRequest send_request(const PinTemplate& from, const PhoneNumber& to) {
    Json body = Json::object();
    body.set("applicationId", from.application_id).set("messageId", from.message_id);
    body.set("to", to.digits());
    if (!from.sender.empty()) body.set("from", from.sender);
    std::string path = "/2fa/2/pin";
    if (from.number_lookup) path += *from.number_lookup ? "?ncNeeded=true" : "?ncNeeded=false";
    std::string text = body.dump();
    HttpRequest request{Secret(path), Secret(text)};
    explicit_bzero(text.data(), text.size());
    return request;
}

HttpRequest resend_request(const Secret& pin_id) {
    return {pin_path(pin_id, "/resend"), Secret("{}")};
}

// Written without the JSON library, whose copies nobody wipes: there is nothing to escape.
HttpRequest verify_request(const Secret& pin_id, const Secret& code) {
    if (!is_code(code.reveal())) throw std::invalid_argument("a code unfit for a request");
    return {pin_path(pin_id, "/verify"), join_secret({R"({"pin":")", code.reveal(), R"("})"})};
}

}  // namespace infobip_otp
