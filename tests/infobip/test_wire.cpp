// SPDX-License-Identifier: MIT
// Every answer of the cases, and every way to get none, means what the contract says.
#include "infobip/wire.hpp"

#include <array>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>

#include "cmocka.hpp"
#include "json/json.hpp"

using namespace infobip_otp;

namespace {

constexpr const char* usual_pin_id = "9C817C6F8AF3D48F9FE553282AFA2B67";

struct Word {
    const char* word;
    PinOutcome outcome;
};
constexpr Word words[] = {
    {"sent", PinOutcome::sent},
    {"verified", PinOutcome::verified},
    {"wrong_code", PinOutcome::wrong_code},
    {"no_more_tries", PinOutcome::no_more_tries},
    {"expired", PinOutcome::expired},
    {"pin_rejected", PinOutcome::pin_rejected},
    {"throttled", PinOutcome::throttled},
    {"not_sent", PinOutcome::not_sent},
    {"request_refused", PinOutcome::request_refused},
    {"credentials", PinOutcome::credentials},
    {"forbidden", PinOutcome::forbidden},
    {"provider_rejected", PinOutcome::provider_rejected},
    {"provider_fault", PinOutcome::provider_fault},
    {"not_understood", PinOutcome::not_understood},
};

PinOutcome outcome_named(const std::string& word) {
    for (const Word& one : words)
        if (word == one.word) return one.outcome;
    fail_msg("no such outcome: %s", word.c_str());
    return PinOutcome::helper_failed;
}

HttpReply answer(int status, std::string_view body) {
    HttpReply reply;
    reply.delivery = Delivery::answered;
    reply.status = status;
    reply.whole = true;
    reply.body = Secret(body);
    return reply;
}

std::string text_of(const Json& json, std::string_view name, std::string_view otherwise = "") {
    const auto member = json.member(name);
    return member ? member->text().value() : std::string(otherwise);
}

using Read = std::function<PinReply(const HttpReply&, const Secret& pin_id)>;

void check_case(const Json& one, const Read& read) {
    const std::string name = text_of(one, "name");
    const auto body = one.member("body");
    const int status = static_cast<int>(one.member("status")->integer().value());
    const HttpReply http = answer(status, body ? body->dump() : text_of(one, "text"));
    const Secret sent_pin_id(text_of(one, "sent_pin_id", usual_pin_id));
    const PinReply reply = read(http, sent_pin_id);
    if (reply.outcome != outcome_named(text_of(one, "outcome")))
        fail_msg("%s: %d, %s", name.c_str(), static_cast<int>(reply.outcome), reply.detail.c_str());
    assert_int_equal(reply.http_status, status);
    if (one.member("pin_id")) assert_text(reply.pin_id.reveal(), text_of(one, "pin_id"));
    if (reply.outcome != PinOutcome::sent) assert_true(reply.pin_id.empty());
    assert_contains(reply.detail, text_of(one, "detail"));
    assert_true(reply.detail.size() <= 256);
}

// Returns how many there were.
int check_cases(const std::string& file, const Read& read) {
    std::ifstream lines(INFOBIP_CASES "/" + file);
    int number = 0;
    for (std::string line; std::getline(lines, line); ++number) {
        const auto one = Json::parse(line);
        if (!one)
            fail_msg("%s, line %d: %s", file.c_str(), number + 1, one.error().message.c_str());
        check_case(*one, read);
    }
    return number;
}

PinReply as_send(const HttpReply& http, const Secret&) {
    return read_send(http, {});
}
PinReply as_resend(const HttpReply& http, const Secret&) {
    return read_resend(http, {});
}
PinReply as_verify(const HttpReply& http, const Secret& pin_id) {
    return read_verify(http, pin_id, "41793026727", {});
}

TEST(every_answer_to_a_send_means_what_the_contract_says) {
    assert_in_range(check_cases("send.jsonl", as_send), 100, 1000);
}

TEST(every_answer_to_a_resend_means_what_the_contract_says) {
    assert_in_range(check_cases("resend.jsonl", as_resend), 100, 1000);
}

TEST(every_answer_to_a_verify_means_what_the_contract_says) {
    assert_in_range(check_cases("verify.jsonl", as_verify), 100, 1000);
}

TEST(no_answer_at_all_means_the_same_for_each_call) {
    const std::pair<Delivery, PinOutcome> table[] = {
        {Delivery::garbled, PinOutcome::not_understood},
        {Delivery::not_reached, PinOutcome::not_reached},
        {Delivery::not_trusted, PinOutcome::not_trusted},
        {Delivery::no_answer, PinOutcome::no_answer},
        {Delivery::local_failure, PinOutcome::helper_failed},
    };
    const Secret pin_id(usual_pin_id);
    for (const auto& [delivery, outcome] : table)
        for (const auto& read : {as_send, as_resend, as_verify}) {
            HttpReply http;
            http.delivery = delivery;
            http.cause = "the cause";
            const PinReply reply = read(http, pin_id);
            assert_same(reply.outcome, outcome);
            assert_int_equal(reply.http_status, 0);
            assert_contains(reply.detail, "the cause");
        }
}

TEST(a_body_that_is_not_whole_proves_nothing) {
    const Secret pin_id(usual_pin_id);
    const auto cut = [](int status) {
        HttpReply http = answer(status, "");
        http.whole = false;
        http.cause = "the answer is too long";
        return http;
    };
    assert_same(as_verify(cut(200), pin_id).outcome, PinOutcome::not_understood);
    assert_same(as_send(cut(200), pin_id).outcome, PinOutcome::not_understood);
    assert_same(as_resend(cut(200), pin_id).outcome, PinOutcome::not_understood);
    assert_same(as_verify(cut(400), pin_id).outcome, PinOutcome::pin_rejected);
    assert_same(as_verify(cut(401), pin_id).outcome, PinOutcome::credentials);
    assert_same(as_verify(cut(503), pin_id).outcome, PinOutcome::not_understood);
    assert_contains(as_verify(cut(200), pin_id).detail, "too long");
}

TEST(a_body_behind_a_nul_is_refused) {
    const HttpReply http = answer(200, std::string_view("{\"verified\":true}\0{}", 20));
    assert_same(as_verify(http, Secret(usual_pin_id)).outcome, PinOutcome::not_understood);
}

TEST(a_detail_is_printable_and_capped) {
    const std::string text = "a\\u001b[31m\\n\\u00e9" + std::string(1000, 'x');
    const HttpReply http = answer(
        401, R"({"requestError":{"serviceException":{"messageId":"X","text":")" + text + "\"}}}");
    const PinReply reply = as_send(http, Secret(usual_pin_id));
    assert_contains(reply.detail, "X: a?[31m???x");
    assert_int_equal(reply.detail.size(), 256);
}

TEST(a_secret_that_the_server_repeats_is_not_told) {
    const std::array<std::string_view, 3> secrets = {"the-api-key", "41793026727", "123456"};
    HttpReply http = answer(
        400,
        R"({"requestError":{"serviceException":{"messageId":"BAD_REQUEST","text":"key the-api-key","validationErrors":{"to":["41793026727 and 123456 and 41793026727"]}}}})");
    http.request_id = "for-123456";
    const PinReply reply = read_send(http, secrets);
    assert_contains(reply.detail, "BAD_REQUEST: key ***; to: *** and *** and ***");
    assert_text(reply.provider_request_id, "for-***");
}

TEST(the_pin_id_of_the_answer_is_not_told_either) {
    HttpReply http = answer(200, R"({"pinId":"ABCDEF","smsStatus":"MESSAGE_SENT"})");
    http.request_id = "pin-ABCDEF";
    assert_text(as_send(http, {}).provider_request_id, "pin-***");
}

TEST(hints_say_where_to_look) {
    assert_contains(as_send(answer(401, ""), {}).detail, "api_key_file");
    assert_contains(as_send(answer(403, ""), {}).detail, "2fa:pin:send");
    assert_contains(as_send(answer(400, ""), {}).detail, "application_id");
    assert_contains(as_send(answer(404, ""), {}).detail, "base_url");
    assert_contains(as_verify(answer(404, ""), Secret(usual_pin_id)).detail, "base_url");
    assert_contains(as_send(answer(301, ""), {}).detail, "base_url");
}

const PhoneNumber& number() {
    static const PhoneNumber parsed = PhoneNumber::parse("+41793026727").value();
    return parsed;
}

TEST(a_send_names_what_is_set_and_nothing_else) {
    PinTemplate from{"APP", "MSG", "", std::nullopt};
    const HttpRequest least = send_request(from, number());
    assert_text(least.path.reveal(), "/2fa/2/pin");
    assert_text(least.body.reveal(),
                R"({"applicationId":"APP","messageId":"MSG","to":"41793026727"})");
    from.sender = "A \"B\"";
    from.number_lookup = false;
    const HttpRequest most = send_request(from, number());
    assert_text(most.path.reveal(), "/2fa/2/pin?ncNeeded=false");
    assert_text(most.body.reveal(),
                R"({"applicationId":"APP","messageId":"MSG","to":"41793026727","from":"A \"B\""})");
    from.number_lookup = true;
    assert_text(send_request(from, number()).path.reveal(), "/2fa/2/pin?ncNeeded=true");
}

TEST(a_resend_has_an_empty_object_and_a_verify_has_a_text) {
    const HttpRequest resend = resend_request(Secret("AB-12_z"));
    assert_text(resend.path.reveal(), "/2fa/2/pin/AB-12_z/resend");
    assert_text(resend.body.reveal(), "{}");
    const HttpRequest verify = verify_request(Secret("AB-12_z"), Secret("001598"));
    assert_text(verify.path.reveal(), "/2fa/2/pin/AB-12_z/verify");
    assert_text(verify.body.reveal(), R"({"pin":"001598"})");
}

TEST(what_is_unfit_for_a_request_is_not_made_into_one) {
    const auto refused = [](std::string_view pin_id, std::string_view code) {
        try {
            static_cast<void>(verify_request(Secret(pin_id), Secret(code)));
        } catch (const std::invalid_argument&) {
            return true;
        }
        return false;
    };
    assert_false(refused(std::string(128, 'A'), std::string(32, '9')));
    for (const auto pin_id : {"", "a/b", "..", "a b", "a%41", "a?b"})
        assert_true(refused(pin_id, "123456"));
    assert_true(refused(std::string(129, 'A'), "123456"));
    for (const auto code : {"", "12 34", "12-34", "12_34", "\"", "12\n", "\xc3\xa9"})
        assert_true(refused("A", code));
    assert_true(refused("A", std::string(33, '9')));
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("wire");
}
