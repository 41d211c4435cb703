// SPDX-License-Identifier: MIT
// Answers of the provider over any bytes: nothing but its positive proof verifies, and what was
// secret stays out of the detail.
#include <array>
#include <string>

#include "fuzz/demand.hpp"
#include "infobip/wire.hpp"
#include "json/json.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

constexpr std::string_view pin_id = "9C817C6F8AF3D48F9FE553282AFA2B67";
constexpr std::string_view number = "41793026727";
constexpr std::string_view code = "481516";
constexpr std::array<std::string_view, 3> secrets = {pin_id, number, code};
constexpr std::array statuses = {200, 200, 200, 200, 201, 302, 400, 401, 403, 404, 429, 500, 503};

HttpReply make_reply(std::string_view& input) {
    HttpReply reply;
    const unsigned how = take_byte(input);
    reply.delivery = static_cast<Delivery>(how % 6);
    reply.whole = how % 16 != 15;
    reply.status = statuses[take_byte(input) % statuses.size()];
    reply.body = Secret(input);
    if (reply.delivery != Delivery::answered) reply.cause = "a cause";
    return reply;
}

// The success rule of docs/infobip-contract.md section 5 in its own words.
bool is_proof(const HttpReply& reply) {
    if (reply.delivery != Delivery::answered || !reply.whole || reply.status != 200) return false;
    const auto json = Json::parse(reply.body.reveal());
    if (!json || json->kind() != Json::Kind::object) return false;
    const auto verified = json->member("verified");
    const auto id = json->member("pinId");
    const auto error = json->member("pinError");
    if (id && id->text() != pin_id) return false;
    if (error && error->kind() != Json::Kind::null) return false;
    const auto msisdn = json->member("msisdn");
    if (msisdn && msisdn->kind() != Json::Kind::null && msisdn->text() != number &&
        msisdn->text() != "+" + std::string(number) && msisdn->integer() != 41793026727)
        return false;
    return verified && verified->boolean() == true;
}

void check(const PinReply& reply, bool may_be_proof) {
    demand(reply.outcome != PinOutcome::verified || may_be_proof);
    demand(reply.pin_id.empty() || is_pin_id(reply.pin_id.reveal()));
    demand(is_printable(reply.detail) && is_printable(reply.provider_request_id));
    for (const std::string_view secret : secrets)
        demand(reply.detail.find(secret) == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    std::string_view input = as_text(bytes, size);
    const HttpReply answer = make_reply(input);
    const PinReply sent = read_send(answer, secrets);
    check(sent, false);
    demand(sent.outcome != PinOutcome::sent ||
           (answer.delivery == Delivery::answered && answer.status < 300));
    check(read_resend(answer, secrets), false);
    check(read_verify(answer, Secret(pin_id), number, secrets), is_proof(answer));
    return 0;
}
