// SPDX-License-Identifier: MIT
// The client asks once a call and tells what came of it.
#include "infobip/client.hpp"

#include <string>

#include "cmocka.hpp"
#include "fakes/scripted_transport.hpp"

using namespace infobip_otp;
using infobip_otp::testing::ScriptedTransport;

namespace {

struct Client {
    ScriptedTransport transport;
    InfobipClient client{PinTemplate{"APP", "MSG", "", std::nullopt}, Secret("the-key"), transport};
};

PhoneNumber number() {
    return PhoneNumber::parse("+41793026727").value();
}

TEST(each_call_is_one_request) {
    Client at;
    at.transport.answer(200, R"({"pinId":"P1","smsStatus":"MESSAGE_SENT"})");
    const PinReply sent = at.client.send(number());
    assert_same(sent.outcome, PinOutcome::sent);
    assert_text(sent.pin_id.reveal(), "P1");
    at.transport.answer(200, R"({"pinId":"P2","smsStatus":"MESSAGE_SENT"})");
    assert_text(at.client.resend(sent.pin_id).pin_id.reveal(), "P2");
    at.transport.answer(200, R"({"pinId":"P2","verified":true})");
    assert_same(at.client.verify(Secret("P2"), Secret("123456")).outcome, PinOutcome::verified);
    assert_int_equal(at.transport.seen.size(), 3);
    assert_text(at.transport.seen[0].path, "/2fa/2/pin");
    assert_text(at.transport.seen[1].path, "/2fa/2/pin/P1/resend");
    assert_text(at.transport.seen[2].path, "/2fa/2/pin/P2/verify");
    assert_text(at.transport.seen[2].body, R"({"pin":"123456"})");
}

TEST(a_failure_is_not_tried_again) {
    Client at;
    at.transport.next.delivery = Delivery::no_answer;
    assert_same(at.client.send(number()).outcome, PinOutcome::no_answer);
    assert_int_equal(at.transport.seen.size(), 1);
}

TEST(key_number_pin_id_and_code_stay_out_of_the_detail) {
    Client at;
    const auto repeat = [&](std::string_view text) {
        at.transport.answer(403,
                            R"({"requestError":{"serviceException":{"messageId":"X","text":")" +
                                std::string(text) + "\"}}}");
    };
    repeat("the-key 41793026727");
    assert_contains(at.client.send(number()).detail, "X: *** ***");
    repeat("the-key 41793026727 PINID");
    assert_contains(at.client.resend(Secret("PINID")).detail, "X: *** *** ***");
    repeat("the-key 41793026727 PINID 123456");
    assert_contains(at.client.verify(Secret("PINID"), Secret("123456")).detail,
                    "X: *** *** *** ***");
}

TEST(the_right_code_of_another_number_is_not_understood) {
    Client at;
    at.transport.answer(200, R"({"pinId":"P1","smsStatus":"MESSAGE_SENT"})");
    assert_same(at.client.send(number()).outcome, PinOutcome::sent);
    at.transport.answer(200, R"({"verified":true,"msisdn":"41790000000"})");
    const PinReply reply = at.client.verify(Secret("P1"), Secret("123456"));
    assert_same(reply.outcome, PinOutcome::not_understood);
    assert_contains(reply.detail, "another number");
    assert_true(reply.detail.find("4179") == std::string::npos);
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("infobip_client");
}
