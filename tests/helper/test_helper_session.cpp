// SPDX-License-Identifier: MIT
// The running helper over its wall: logins, faults of the network, records that are wrong.
#include <sysexits.h>

#include <cstdlib>
#include <thread>

#include "helper/helper_bench.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;
using namespace std::chrono_literals;

namespace {

ReplyRecord verify(SpawnedHelper& helper) {
    helper.ask(RecordKind::verify, "", sent_pin_id, "123456");
    return helper.reply();
}

ReplyRecord resend(SpawnedHelper& helper) {
    helper.ask(RecordKind::resend, "", sent_pin_id);
    return helper.reply();
}

TEST(a_login_is_sent_resent_and_verified_over_one_connection) {
    bench->faults.forget();
    SpawnedHelper helper(bench->program());
    const ReplyRecord sent = open_and_send(helper, bench->opening());
    assert_same(outcome(sent), PinOutcome::sent);
    assert_text(sent.pin_id, sent_pin_id);
    assert_int_equal(sent.http_status, 200);
    assert_text(sent.provider_request_id, "rq-1");
    assert_same(outcome(resend(helper)), PinOutcome::sent);
    assert_same(outcome(verify(helper)), PinOutcome::verified);
    assert_int_equal(bench->faults.count("tls connected"), 1);
    assert_int_equal(bench->faults.count("tls trusted"), 1);
    const std::string id(sent_pin_id);
    assert_contains(
        bench->faults.seen(),
        R"(tls request POST /2fa/2/pin auth=yes {"applicationId":"APP","messageId":"MSG","to":"41793026727"})"
        "\n");
    assert_contains(bench->faults.seen(), "POST /2fa/2/pin/" + id + "/resend auth=yes {}\n");
    assert_contains(bench->faults.seen(),
                    "POST /2fa/2/pin/" + id + "/verify auth=yes {\"pin\":\"123456\"}\n");
    assert_contains(bench->faults.headers(), R"("authorization": "App sandbox-key")");
    assert_contains(bench->faults.headers(), R"("user-agent": "pam-infobip-otp/)");
}

TEST(what_is_set_travels) {
    bench->faults.forget();
    OpeningRecord opening = bench->opening("plain");
    opening.number_lookup = static_cast<std::uint32_t>(NumberLookup::no);
    assert_true(put_text(opening.sender, "My Bank"));
    SpawnedHelper helper(bench->program());
    assert_same(outcome(open_and_send(helper, opening)), PinOutcome::sent);
    assert_contains(bench->faults.seen(), "POST /2fa/2/pin?ncNeeded=false auth=yes");
    assert_contains(bench->faults.seen(), R"("from":"My Bank")");
}

TEST(it_works_where_the_host_ignores_the_end_of_children) {
    SpawnedHelper helper(bench->program(), [] { std::signal(SIGCHLD, SIG_IGN); });
    assert_same(outcome(open_and_send(helper, bench->opening())), PinOutcome::sent);
    assert_same(outcome(verify(helper)), PinOutcome::verified);
}

// A message more, or a try less, than the person asked for.
TEST(a_kept_connection_that_dies_costs_exactly_one_request) {
    for (const auto& ask : {resend, verify}) {
        bench->faults.forget();
        SpawnedHelper helper(bench->program());
        assert_same(outcome(open_and_send(helper, bench->opening("tls", "die_second"))),
                    PinOutcome::sent);
        assert_same(outcome(ask(helper)), PinOutcome::no_answer);
        assert_int_equal(bench->faults.count("tls request"), 2);
    }
}

TEST(each_fault_of_the_network_has_its_outcome) {
    struct Row {
        const char* listener;
        const char* answer;
        PinOutcome outcome;
        int requests;
        const char* detail;
    };
    const Row table[] = {
        {"refused", "", PinOutcome::not_reached, 0, "refused"},
        {"black_hole", "", PinOutcome::not_reached, 0, ""},
        {"silent_in_handshake", "", PinOutcome::not_reached, 0, ""},
        {"wrong_name", "", PinOutcome::not_trusted, 0, "certificate is for another name"},
        {"unknown_ca", "", PinOutcome::not_trusted, 0, "certificate is not trusted"},
        {"expired", "", PinOutcome::not_trusted, 0, "expired"},
        {"tls11", "", PinOutcome::not_trusted, 0, "TLS version"},
        {"speaks_no_tls", "", PinOutcome::not_trusted, 0, "does not speak TLS"},
        {"reset_in_handshake", "", PinOutcome::not_trusted, 0, "reset in the TLS handshake"},
        {"close_in_handshake", "", PinOutcome::not_trusted, 0, "in the TLS handshake"},
        {"tls", "die", PinOutcome::no_answer, 1, ""},
        {"tls", "silent", PinOutcome::no_answer, 1, ""},
        {"tls", "slow", PinOutcome::no_answer, 1, ""},
        {"tls", "redirect", PinOutcome::not_understood, 1, ""},
        {"tls", "huge", PinOutcome::not_understood, 1, "too long"},
        {"tls", "huge_chunked", PinOutcome::not_understood, 1, "too long"},
        {"tls", "many_headers", PinOutcome::not_understood, 1, ""},
        {"tls", "empty", PinOutcome::not_understood, 1, ""},
        {"tls", "nul", PinOutcome::not_understood, 1, ""},
        {"tls", "deep", PinOutcome::not_understood, 1, ""},
        {"tls", "truncated", PinOutcome::not_understood, 1, ""},
        {"tls", "truncated_503", PinOutcome::not_understood, 1, ""},
        {"tls", "not_http", PinOutcome::not_understood, 1, ""},
        {"tls", "no_status", PinOutcome::not_understood, 1, ""},
        {"tls", "status/400", PinOutcome::request_refused, 1, "application_id"},
        {"tls", "status/401", PinOutcome::credentials, 1, "api_key_file"},
        {"tls", "status/403", PinOutcome::forbidden, 1, ""},
        {"tls", "status/429", PinOutcome::throttled, 1, ""},
        {"tls", "status/500", PinOutcome::provider_fault, 1, ""},
        {"tls", "status/503", PinOutcome::provider_fault, 1, ""},
    };
    for (const Row& row : table) {
        bench->faults.forget();
        OpeningRecord opening = bench->opening(row.listener, row.answer);
        opening.connect_timeout_ms = time_limit(700ms);
        opening.request_timeout_ms = time_limit(1500ms);
        SpawnedHelper helper(bench->program());
        const ReplyRecord reply = open_and_send(helper, opening);
        if (outcome(reply) != row.outcome)
            fail_msg("%s/%s: %u, %s", row.listener, row.answer, reply.outcome, reply.detail);
        assert_contains(reply.detail, row.detail);
        assert_int_equal(bench->faults.count(std::string(row.listener) + " request"), row.requests);
        assert_int_equal(bench->faults.count("elsewhere"), 0);
        assert_text(reply.pin_id, "");
    }
}

// A gateway there that people of this machine bring down is no outage of Infobip; a sandbox stands
// for the service itself.
TEST(what_fails_on_this_machine_is_no_outage_but_for_a_sandbox) {
    for (const auto& [key, expected] :
         {std::pair("sandbox-key", PinOutcome::not_reached), {"key", PinOutcome::helper_failed}}) {
        OpeningRecord opening = bench->opening("refused");
        assert_true(put_text(opening.api_key, key));
        SpawnedHelper helper(bench->program());
        assert_same(outcome(open_and_send(helper, opening)), expected);
    }
}

TEST(a_helper_that_was_stopped_does_not_call_it_an_outage) {
    bench->faults.forget();
    OpeningRecord opening = bench->opening("tls", "silent");
    opening.request_timeout_ms = time_limit(1s);
    SpawnedHelper helper(bench->program());
    assert_text(helper.confined(), "");
    helper.give(&opening, sizeof opening);
    helper.ask(RecordKind::send, "41793026727");
    assert_true(wait_until([] { return bench->faults.count("tls request POST /2fa") == 1; }));
    assert_int_equal(kill(helper.pid(), SIGSTOP), 0);
    std::this_thread::sleep_for(stretched(2500ms));  // real time: another process must lose it
    assert_int_equal(kill(helper.pid(), SIGCONT), 0);
    const ReplyRecord reply = helper.reply();
    assert_same(outcome(reply), PinOutcome::helper_failed);
    assert_contains(reply.detail, "stopped or starved");
    bench->faults.forget();
}

TEST(settings_that_it_cannot_use_are_named) {
    const auto with = [](const char* reason, const std::function<void(OpeningRecord&)>& change) {
        OpeningRecord opening = bench->opening();
        change(opening);
        bench->faults.forget();
        SpawnedHelper helper(bench->program());
        const ReplyRecord reply = open_and_send(helper, opening);
        assert_same(outcome(reply), PinOutcome::helper_unusable);
        assert_contains(reply.detail, reason);
        helper.ends_with(EX_UNAVAILABLE);
        assert_int_equal(bench->faults.count("tls"), 0);
    };
    with("base_url",
         [](auto& it) { static_cast<void>(put_text(it.base_url, "http://a.example")); });
    with("base_url", [](auto& it) { static_cast<void>(put_text(it.base_url, "")); });
    with("proxy", [](auto& it) { static_cast<void>(put_text(it.proxy, "socks5://127.0.0.1:1")); });
    with("API key", [](auto& it) { static_cast<void>(put_text(it.api_key, "")); });
    with("API key", [](auto& it) { static_cast<void>(put_text(it.api_key, "a\r\nX-Evil: 1")); });
    with("application_id", [](auto& it) { static_cast<void>(put_text(it.application_id, "")); });
    with("message_id", [](auto& it) { static_cast<void>(put_text(it.message_id, "a b")); });
    with("sender", [](auto& it) { static_cast<void>(put_text(it.sender, "\xc3\xa9")); });
    with("number_lookup", [](auto& it) { it.number_lookup = 3; });
    with("time", [](auto& it) { it.request_timeout_ms = 0; });
    with("time", [](auto& it) { it.request_timeout_ms = 60'001; });
    with("time", [](auto& it) { it.connect_timeout_ms = 0; });
    with("time", [](auto& it) { it.longest_life_ms = 0; });
    with("time", [](auto& it) { it.longest_life_ms = 3'600'001; });
    with("no end", [](auto& it) { std::memset(it.proxy, 'x', sizeof it.proxy); });
    with("ca_file", [](auto& it) { static_cast<void>(put_text(it.ca_file, "/nowhere/ca.pem")); });
    with("ca_path", [](auto& it) {
        static_cast<void>(put_text(it.ca_file, ""));
        static_cast<void>(put_text(it.ca_path, "/nowhere"));
    });
}

// Readable by root, but not by the account that it has become.
TEST(a_ca_file_that_only_root_may_read_is_named) {
    const TemporaryFolder folder;
    OpeningRecord opening = bench->opening();
    assert_true(put_text(opening.ca_file, folder.write("ca.pem", "x", 0600)));
    SpawnedHelper helper(bench->program());
    const ReplyRecord reply = open_and_send(helper, opening);
    assert_same(outcome(reply), PinOutcome::helper_unusable);
    assert_contains(reply.detail, "ca.pem");
    assert_contains(reply.detail, "Permission denied");
}

// Ends at once, without an answer and without a request to anybody.
TEST(wrong_records_end_it) {
    const OpeningRecord good = bench->opening();
    std::array<char, sizeof good + 1> bytes{};
    std::memcpy(bytes.data(), &good, sizeof good);
    const auto ends = [&](const std::function<void(SpawnedHelper&)>& give) {
        bench->faults.forget();
        SpawnedHelper helper(bench->program());
        give(helper);
        helper.ends_with(EX_PROTOCOL);
        assert_int_equal(bench->faults.count("tls"), 0);
    };
    for (const std::size_t size : {sizeof good - 1, sizeof good + 1, sizeof(RecordHead), 1UL})
        ends([&](SpawnedHelper& helper) { helper.give(bytes.data(), size); });
    ends([](SpawnedHelper& helper) { helper.ask(RecordKind::send, "41793026727"); });
    const auto after_opening = [&](const RequestRecord& request, std::size_t size) {
        ends([&](SpawnedHelper& helper) {
            helper.give(&good, sizeof good);
            helper.give(&request, size);
        });
    };
    RequestRecord request;
    request.head.kind = static_cast<std::uint32_t>(RecordKind::send);
    after_opening(request, sizeof request);  // no number
    assert_true(put_text(request.to, "41793026727"));
    after_opening(request, sizeof request - 1);
    request.head.kind = static_cast<std::uint32_t>(RecordKind::reply);
    after_opening(request, sizeof request);
    request.head.kind = static_cast<std::uint32_t>(RecordKind::verify);
    after_opening(request, sizeof request);  // no pinId
    assert_true(put_text(request.pin_id, "../x") && put_text(request.code, "123456"));
    after_opening(request, sizeof request);
    assert_true(put_text(request.pin_id, "X") && put_text(request.code, "12 34"));
    after_opening(request, sizeof request);
    std::memset(request.code, '1', sizeof request.code);
    after_opening(request, sizeof request);  // no end
}

TEST(a_module_of_another_version_is_told) {
    OpeningRecord opening = bench->opening();
    opening.head.version = record_version + 1;
    SpawnedHelper helper(bench->program());
    const ReplyRecord reply = open_and_send(helper, opening);
    assert_same(outcome(reply), PinOutcome::helper_unusable);
    assert_contains(reply.detail, "this helper speaks record version 2 and the module 3: restart");
    helper.ends_with(EX_UNAVAILABLE);
}

TEST(a_wall_that_is_closed_before_the_opening_is_no_fault) {
    SpawnedHelper helper(bench->program());
    helper.hang_up();
    helper.ends_with(EX_OK);
}

// Where two are heard at once, each login has its own helper and its own answer.
TEST(twenty_at_once_do_not_disturb_each_other) {
    bench->faults.forget();
    const OpeningRecord opening = bench->opening();
    std::vector<std::unique_ptr<SpawnedHelper>> helpers;
    for (int i = 0; i < 20; ++i) {
        helpers.push_back(std::make_unique<SpawnedHelper>(bench->program()));
        helpers.back()->give(&opening, sizeof opening);
        helpers.back()->ask(RecordKind::send, "41793026727");
    }
    for (const auto& helper : helpers) {
        assert_text(helper->confined(), "");
        assert_same(outcome(helper->reply()), PinOutcome::sent);
    }
    assert_int_equal(bench->faults.count("tls request"), 20);
}

}  // namespace

int main() {
    if (!is_root()) return 77;
    std::signal(SIGPIPE, SIG_IGN);
    return run_the_tests("helper_session", start_bench, end_bench);
}
