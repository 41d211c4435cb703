// SPDX-License-Identifier: MIT
// Applications and templates: which request each call is, and what its answers mean.
#include "infobip/management.hpp"

#include <string>
#include <utility>

#include "cmocka.hpp"
#include "fakes/scripted_transport.hpp"

using namespace infobip_otp;
using namespace std::chrono_literals;
using infobip_otp::testing::ScriptedTransport;

namespace {

constexpr const char* application_json =
    R"({"applicationId":"A1","name":"logins","enabled":true,"configuration":{"pinAttempts":5,)"
    R"("allowMultiplePinVerifications":false,"pinTimeToLive":"5m","verifyPinLimit":"2/4s",)"
    R"("sendPinPerApplicationLimit":"10000/1d","sendPinPerPhoneNumberLimit":"120/1d"}})";

struct Account {
    ScriptedTransport transport;
    Management account{Secret("the-key"), transport};

    const ScriptedTransport::Seen& last() { return transport.seen.back(); }
};

TEST(an_application_is_read_with_its_rules) {
    Account at;
    at.transport.answer(200, application_json);
    const auto reply = at.account.application("A1");
    assert_same(reply.outcome, Managed::done);
    assert_same(at.last().method, Method::get);
    assert_text(at.last().path, "/2fa/2/applications/A1");
    assert_text(at.last().body, "");
    assert_text(reply.value.name, "logins");
    assert_true(reply.value.enabled);
    assert_int_equal(reply.value.rules.pin_attempts.value(), 5);
    assert_true(reply.value.rules.allow_multiple_pin_verifications == false);
    assert_text(reply.value.rules.verify_pin_limit, "2/4s");
}

TEST(what_is_read_is_written_back_whole) {
    Account at;
    at.transport.answer(200, application_json);
    const auto read = at.account.application("A1");
    at.transport.answer(200, application_json);
    assert_same(at.account.update(read.value).outcome, Managed::done);
    assert_same(at.last().method, Method::put);
    assert_text(at.last().path, "/2fa/2/applications/A1");
    std::string expected = application_json;
    expected.erase(1, std::string(R"("applicationId":"A1",)").size());
    assert_text(at.last().body, expected);
}

// Creating an application is answered by 201 and nothing else is.
TEST(what_was_made_has_the_id_of_the_answer) {
    Account at;
    at.transport.answer(201, application_json);
    const auto made = at.account.create(Application{"", "logins", true, {}});
    assert_same(made.outcome, Managed::done);
    assert_text(made.value.id, "A1");
    assert_same(at.last().method, Method::post);
    assert_text(at.last().path, "/2fa/2/applications");
    assert_text(at.last().body, R"({"name":"logins","enabled":true,"configuration":{}})");

    at.transport.answer(200, R"({"messageId":"M1"})");
    const auto message =
        at.account.create("A1", MessageTemplate{"", "Code {{pin}}", "NUMERIC", 6, "Office"});
    assert_text(message.value.id, "M1");
    assert_text(at.last().path, "/2fa/2/applications/A1/messages");
    assert_text(at.last().body,
                R"({"messageText":"Code {{pin}}","pinType":"NUMERIC","pinLength":6,)"
                R"("senderId":"Office"})");
}

TEST(lists_are_read_to_their_end) {
    Account at;
    at.transport.answer(200, std::string("[") + application_json + R"(,{"applicationId":"A2"}])");
    const auto all = at.account.applications();
    assert_int_equal(all.value.size(), 2);
    assert_text(all.value[1].id, "A2");
    assert_false(all.value[1].rules.pin_attempts.has_value());
    at.transport.answer(200, R"([{"messageId":"M1","messageText":"x {{pin}}","pinType":"HEX",)"
                             R"("pinLength":8,"senderId":"S"},{"messageId":"M2"}])");
    const auto messages = at.account.templates("A1");
    assert_int_equal(messages.value.size(), 2);
    assert_text(messages.value[0].pin_type, "HEX");
    assert_int_equal(messages.value[0].pin_length.value(), 8);
}

TEST(what_is_no_answer_of_the_contract_is_not_understood) {
    for (const char* body : {"", "[]", "{}", "null", R"({"applicationId":7})",
                             R"({"applicationId":"../A"})", R"({"applicationId":""})", "<html>"}) {
        Account at;
        at.transport.answer(200, body);
        const auto reply = at.account.application("A1");
        assert_same(reply.outcome, Managed::not_understood);
        assert_false(reply.detail.empty());
        at.transport.answer(200, body);
        assert_same(at.account.applications().outcome,
                    std::string_view(body) == "[]" ? Managed::done : Managed::not_understood);
    }
    Account at;
    at.transport.answer(200, application_json);
    at.transport.next.whole = false;
    assert_same(at.account.application("A1").outcome, Managed::not_understood);
}

TEST(the_status_says_what_happened) {
    const std::pair<int, Managed> statuses[] = {
        {204, Managed::not_understood}, {307, Managed::not_understood},
        {400, Managed::refused},        {401, Managed::credentials},
        {403, Managed::forbidden},      {404, Managed::absent},
        {409, Managed::refused},        {429, Managed::throttled},
        {500, Managed::provider_fault}, {503, Managed::provider_fault}};
    for (const auto& [status, outcome] : statuses) {
        Account at;
        at.transport.answer(status, application_json);
        assert_same(at.account.application("A1").outcome, outcome);
        at.transport.answer(status, "");
        assert_same(at.account.create(Application()).outcome, outcome);
    }
    const std::pair<Delivery, Managed> deliveries[] = {
        {Delivery::garbled, Managed::not_understood},
        {Delivery::not_reached, Managed::not_reached},
        {Delivery::not_trusted, Managed::not_trusted},
        {Delivery::no_answer, Managed::no_answer},
        {Delivery::local_failure, Managed::local_failure}};
    for (const auto& [delivery, outcome] : deliveries) {
        Account at;
        at.transport.next.delivery = delivery;
        assert_same(at.account.applications().outcome, outcome);
        assert_int_equal(at.transport.seen.size(), 1);
    }
}

TEST(the_key_stays_out_of_the_detail) {
    Account at;
    at.transport.answer(
        400,
        R"({"requestError":{"serviceException":{"messageId":"X","text":"the-key\u001b[1m"}}})");
    assert_text(at.account.applications().detail, "X: ***?[1m");
}

TEST(an_id_that_is_none_leaves_nothing_to_ask) {
    Account at;
    for (const char* id : {"", "../A", "a b", "A/messages"}) {
        assert_same(at.account.application(id).outcome, Managed::absent);
        assert_same(at.account.templates(id).outcome, Managed::absent);
        assert_same(at.account.create(id, MessageTemplate()).outcome, Managed::absent);
        assert_same(at.account.update(Application{id, "", true, {}}).outcome, Managed::absent);
    }
    assert_int_equal(at.transport.seen.size(), 0);
}

TEST(lengths_and_limits_are_read_as_infobip_writes_them) {
    const std::pair<const char*, std::chrono::milliseconds> lengths[] = {
        {"5m", 5min}, {"m", 1min}, {"90s", 90s}, {"250ms", 250ms}, {"2h", 2h}, {"365d", 365 * 24h}};
    for (const auto& [text, length] : lengths) assert_true(parse_provider_length(text) == length);
    for (const char* text : {"", "5", "5M", "5 m", "-5m", "5mm", "367d", "31622400001ms",
                             "31622400000d", "99999999999999999999d"})
        assert_false(parse_provider_length(text).has_value());
    const auto limit = parse_provider_limit("60/1d");
    assert_int_equal(limit.value().count, 60);
    assert_true(limit->window == 24h);
    assert_true(parse_provider_limit("1/s").value().window == 1s);
    for (const char* text : {"", "60", "/1d", "60/", "a/1d", "4294967296/1d", "1/2/3s"})
        assert_false(parse_provider_limit(text).has_value());
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("management");
}
