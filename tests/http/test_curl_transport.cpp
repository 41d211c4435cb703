// SPDX-License-Identifier: MIT
// The transport against a server that misbehaves, over real sockets and real TLS.
#include "http/curl_transport.hpp"

#include <grp.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "base/system_clock.hpp"
#include "cmocka.hpp"
#include "fakes/fixed_clock.hpp"
#include "fakes/http_faults.hpp"
#include "fakes/yardstick.hpp"
#include "http/local_resources.hpp"

using namespace infobip_otp;
using namespace std::chrono_literals;
using infobip_otp::testing::FixedClock;
using infobip_otp::testing::HttpFaults;
using infobip_otp::testing::stretched;
using infobip_otp::testing::TemporaryFolder;

namespace {

HttpFaults* faults = nullptr;
const SystemClock system_clock;

CurlOptions options(const std::string& listener = "tls", std::string_view host = "127.0.0.1") {
    CurlOptions made;
    made.base = parse_base_url(faults->url(listener, host)).value();
    made.authorization = Secret("App test-key");
    made.user_agent = "pam-infobip-otp/test";
    made.ca.file = faults->ca_file();
    made.sandbox = true;
    made.connect_timeout = stretched(5s);
    made.request_timeout = stretched(10s);
    return made;
}

std::unique_ptr<Transport> transport(CurlOptions from, const Clock& clock = system_clock) {
    auto made = make_curl_transport(std::move(from), clock);
    if (!made) fail_msg("%s", made.error().message.c_str());
    faults->forget();
    return *std::move(made);
}

HttpReply post(Transport& over, std::string_view path) {
    return over.exchange({Secret(path), Secret(R"({"pin":"123456"})")});
}

// One exchange with a transport of its own.
HttpReply post_once(CurlOptions from, std::string_view path = "/good") {
    return post(*transport(std::move(from)), path);
}

TEST(an_answer_arrives_with_status_body_and_request_id) {
    const HttpReply reply = post_once(options(), "/2fa/2/pin");
    assert_same(reply.delivery, Delivery::answered);
    assert_int_equal(reply.status, 200);
    assert_true(reply.whole);
    assert_text(reply.request_id, "rq-1");
    assert_text(reply.cause, "");
    assert_contains(reply.body.reveal(), "MESSAGE_SENT");
    assert_true(reply.date.has_value());
    assert_int_equal(reply.date->time_since_epoch().count(), 1234567890);
}

TEST(a_post_a_put_and_a_get_are_what_they_say_on_one_connection) {
    const auto over = transport(options());
    const auto exchange = [&](Method method, std::string_view body) {
        const HttpReply reply = over->exchange({Secret("/2fa/2/pin"), Secret(body), method});
        assert_same(reply.delivery, Delivery::answered);
        assert_int_equal(reply.status, 200);
    };
    exchange(Method::put, R"({"a":1})");
    exchange(Method::get, "");
    exchange(Method::post, R"({"a":2})");
    exchange(Method::get, "");
    assert_contains(faults->seen(),
                    "tls request PUT /2fa/2/pin auth=yes {\"a\":1}\n"
                    "tls request GET /2fa/2/pin auth=yes \n"
                    "tls request POST /2fa/2/pin auth=yes {\"a\":2}\n"
                    "tls request GET /2fa/2/pin auth=yes \n");
    assert_int_equal(faults->count("tls connected"), 1);
}

TEST(a_put_is_not_repeated_once_it_was_read) {
    const auto over = transport(options());
    for (const Delivery expected : {Delivery::answered, Delivery::no_answer})
        assert_same(over->exchange({Secret("/die_second/x"), Secret("{}"), Method::put}).delivery,
                    expected);
    assert_int_equal(faults->count("tls request PUT"), 2);
}

TEST(a_request_carries_what_the_contract_asks_for_and_no_more) {
    post_once(options(), "/2fa/2/pin");
    assert_contains(faults->seen(), "tls request POST /2fa/2/pin auth=yes {\"pin\":\"123456\"}\n");
    const std::string headers = faults->headers();
    for (const char* header :
         {R"("authorization": "App test-key")", R"("content-type": "application/json")",
          R"("accept": "application/json")", R"("user-agent": "pam-infobip-otp/test")",
          R"("content-length": "16")"})
        assert_contains(headers, header);
    for (const char* header : {"expect", "transfer-encoding", "accept-encoding", "cookie"})
        if (headers.find(header) != std::string::npos) fail_msg("sent: %s", headers.c_str());
}

TEST(a_request_is_one_write_and_one_tls_record) {
    const auto over = transport(options());
    for (const Method method : {Method::post, Method::put}) {
        const std::string before = faults->headers();
        assert_int_equal(
            over->exchange({Secret("/2fa/2/pin"), Secret(R"({"a":1})"), method}).status, 200);
        assert_contains(faults->headers().substr(before.size()), R"({"pieces": 1}])");
    }
}

TEST(three_requests_share_one_connection_and_one_handshake) {
    const auto over = transport(options());
    for (const char* path : {"/2fa/2/pin", "/2fa/2/pin/X/resend", "/2fa/2/pin/X/verify"})
        assert_int_equal(post(*over, path).status, 200);
    assert_int_equal(faults->count("tls request"), 3);
    assert_int_equal(faults->count("tls connected"), 1);
    assert_int_equal(faults->count("tls trusted"), 1);
}

// libcurl by itself sends the POST again on a new connection.
TEST(a_kept_connection_that_dies_after_the_request_was_read_repeats_nothing) {
    for (const char* path : {"/die_second/2fa/2/pin/X/resend", "/die_second/2fa/2/pin/X/verify"}) {
        const auto over = transport(options());
        assert_same(post(*over, path).delivery, Delivery::answered);
        const HttpReply second = post(*over, path);
        assert_same(second.delivery, Delivery::no_answer);
        assert_int_equal(second.status, 0);
        assert_true(second.body.empty());
        assert_false(second.fresh_connection);
        assert_int_equal(faults->count("tls request"), 2);
    }
}

TEST(a_connection_that_dies_after_the_first_request_was_read_repeats_nothing) {
    const HttpReply reply = post_once(options(), "/die");
    assert_same(reply.delivery, Delivery::no_answer);
    assert_true(reply.fresh_connection);
    assert_int_equal(faults->count("tls request"), 1);
}

// The end of the connection has left the server; on loopback it has arrived then.
void wait_for_ends(int count) {
    assert_true(testing::wait_until([&] { return faults->count("answer ended") >= count; }));
}

TEST(a_kept_connection_that_was_closed_while_idle_is_replaced) {
    for (const char* path : {"/close_after_answer", "/reset_after_answer", "/goodbye_after_answer",
                             "/goodbye_and_stay", "/half_close_after_answer"}) {
        const auto over = transport(options());
        assert_int_equal(post(*over, path).status, 200);
        for (const int requests : {2, 3}) {
            wait_for_ends(requests - 1);
            const HttpReply reply = post(*over, path);
            assert_int_equal(reply.status, 200);
            assert_true(reply.fresh_connection);
            assert_int_equal(faults->count("tls request"), requests);
            assert_int_equal(faults->count("tls connected"), requests);
        }
        wait_for_ends(3);  // none is taken for one of the next path
    }
}

// Here as there: a code that is typed when both ends are about to give the connection up, or have,
// is read once, and answered.
TEST(a_code_typed_around_the_idle_limit_is_read_once_and_answered) {
    for (const auto idle : {29900ms, 30000ms, 30100ms})
        for (const char* path : {"/good", "/close_after_answer", "/reset_after_answer",
                                 "/goodbye_after_answer", "/goodbye_and_stay"}) {
            FixedClock clock;
            const auto over = transport(options(), clock);
            assert_int_equal(post(*over, path).status, 200);
            const bool ended = path != std::string_view("/good");
            if (ended) wait_for_ends(1);
            clock.advance(idle);
            const HttpReply reply = post(*over, path);
            assert_int_equal(reply.status, 200);
            assert_int_equal(faults->count("tls request"), 2);
            const bool kept = !ended && idle < 30s;
            assert_int_equal(reply.fresh_connection, !kept);
            assert_int_equal(faults->count("tls connected"), kept ? 1 : 2);
            if (ended) wait_for_ends(2);
        }
}

// What stands again after it did not is kept like the first one.
TEST(the_successor_of_a_closed_connection_is_used_again) {
    const auto over = transport(options());
    assert_int_equal(post(*over, "/goodbye_and_stay").status, 200);
    wait_for_ends(1);
    assert_int_equal(post(*over, "/good").status, 200);
    const HttpReply third = post(*over, "/good");
    assert_int_equal(third.status, 200);
    assert_false(third.fresh_connection);
    assert_int_equal(faults->count("tls connected"), 2);
}

TEST(after_a_fault_on_a_kept_connection_the_next_one_is_new) {
    const auto over = transport(options());
    for (const auto& [status, fresh] : {std::pair(200, true), {503, false}, {200, true}}) {
        const HttpReply reply = post(*over, "/status_second/503");
        assert_int_equal(reply.status, status);
        assert_int_equal(reply.fresh_connection, fresh);
    }
    assert_int_equal(faults->count("tls connected"), 2);
}

// A body that comes after it all the same would be read as the next answer.
TEST(after_an_answer_without_a_body_the_next_connection_is_new) {
    for (const int status : {204, 304}) {
        const auto over = transport(options());
        assert_int_equal(post(*over, "/status/" + std::to_string(status)).status, status);
        const HttpReply next = post(*over, "/good");
        assert_int_equal(next.status, 200);
        assert_true(next.fresh_connection);
        assert_int_equal(faults->count("tls connected"), 2);
    }
}

TEST(a_redirect_is_an_answer_and_is_not_followed) {
    const HttpReply reply = post_once(options(), "/redirect");
    assert_same(reply.delivery, Delivery::answered);
    assert_int_equal(reply.status, 307);
    assert_int_equal(faults->count("elsewhere"), 0);
}

TEST(every_status_is_handed_on) {
    const auto over = transport(options());
    for (const int status : {200, 201, 204, 304, 400, 401, 403, 404, 418, 429, 500, 503}) {
        const HttpReply reply = post(*over, "/status/" + std::to_string(status));
        assert_same(reply.delivery, Delivery::answered);
        assert_int_equal(reply.status, status);
    }
}

TEST(a_body_over_64_kib_is_not_whole_and_not_kept) {
    for (const char* path : {"/huge", "/huge_chunked"}) {
        const HttpReply reply = post_once(options(), path);
        assert_same(reply.delivery, Delivery::answered);
        assert_int_equal(reply.status, 200);
        assert_false(reply.whole);
        assert_true(reply.body.empty());
        assert_text(reply.cause, "the answer is too long");
    }
}

TEST(header_lines_without_end_are_garbled) {
    assert_same(post_once(options(), "/many_headers").delivery, Delivery::garbled);
}

TEST(a_body_that_breaks_off_is_not_whole_but_keeps_its_status) {
    for (const auto& [path, status] : {std::pair("/truncated", 200), {"/truncated_503", 503}}) {
        const HttpReply reply = post_once(options(), path);
        assert_same(reply.delivery, Delivery::answered);
        assert_int_equal(reply.status, status);
        assert_false(reply.whole);
        assert_true(reply.body.empty());
    }
}

TEST(bodies_are_handed_on_byte_by_byte) {
    assert_true(post_once(options(), "/empty").body.empty());
    assert_true(post_once(options(), "/empty").whole);
    assert_text(post_once(options(), "/nul").body.reveal(),
                std::string_view("{\"verified\":true}\0{}", 20));
    assert_int_equal(post_once(options(), "/deep").body.size(), 30000);
}

TEST(what_is_no_http_is_garbled) {
    for (const char* path : {"/not_http", "/no_status"}) {
        const HttpReply reply = post_once(options(), path);
        assert_same(reply.delivery, Delivery::garbled);
        assert_int_equal(faults->count("tls request"), 1);
    }
}

TEST(a_byte_now_and_then_does_not_prolong_the_time_limit) {
    CurlOptions from = options();
    from.request_timeout = stretched(1s);
    const HttpReply reply = post_once(std::move(from), "/slow");
    assert_same(reply.delivery, Delivery::no_answer);
    assert_int_equal(faults->count("tls request"), 1);
}

TEST(silence_after_the_request_is_no_answer) {
    CurlOptions from = options();
    from.request_timeout = stretched(700ms);
    const HttpReply reply = post_once(std::move(from), "/silent");
    assert_same(reply.delivery, Delivery::no_answer);
    assert_int_equal(faults->count("tls request"), 1);
}

TEST(what_fails_before_the_request_is_not_reached) {
    for (const char* listener : {"refused", "black_hole", "silent_in_handshake"}) {
        CurlOptions from = options(listener);
        from.connect_timeout = stretched(1s);
        const HttpReply reply = post_once(std::move(from));
        if (reply.delivery != Delivery::not_reached)
            fail_msg("%s: %d, %s", listener, static_cast<int>(reply.delivery), reply.cause.c_str());
        assert_false(reply.cause.empty());
    }
    CurlOptions from = options();
    from.base = parse_base_url("https://name.invalid").value();
    const HttpReply reply = post_once(std::move(from));
    assert_same(reply.delivery, Delivery::not_resolved);
    assert_false(reply.cause.empty());
}

// The service of `listener`, by a name that does not resolve and had an address a moment ago.
HttpReply post_to_a_lost_name(const std::string& listener) {
    const std::string url = faults->url(listener);
    CurlOptions from = options();
    from.base = parse_base_url("https://name.invalid" + url.substr(url.rfind(':'))).value();
    from.known_address = "127.0.0.1";
    from.connect_timeout = stretched(1s);
    return post_once(std::move(from));
}

// The service is reached, or its silence is the outage. Its certificate is looked at all the same.
TEST(a_name_without_an_address_goes_to_the_one_that_it_had) {
    assert_same(post_to_a_lost_name("tls").delivery, Delivery::not_trusted);
    assert_int_equal(faults->count("tls connected"), 1);
    for (const char* listener : {"refused", "black_hole"})
        assert_same(post_to_a_lost_name(listener).delivery, Delivery::not_reached);
}

TEST(the_address_of_an_answer_is_told) {
    assert_text(post_once(options("tls", "localhost")).address, "127.0.0.1");
}

TEST(an_answer_that_breaks_off_in_its_head_is_garbled) {
    for (const char* listener : {"tls", "plain"})
        for (const char* path : {"/cut_3", "/cut_11", "/cut_20", "/cut_503_head"}) {
            const HttpReply reply = post_once(options(listener), path);
            if (reply.delivery != Delivery::garbled)
                fail_msg("%s %s: %d", listener, path, static_cast<int>(reply.delivery));
            assert_int_equal(reply.status, 0);
        }
}

// Whole, and to its last brace.
bool is_json(const HttpReply& reply) {
    return reply.whole && reply.body.reveal().ends_with("}");
}

// Some of it, and not all: in each version of TLS, and however the connection ends.
TEST(an_answer_that_is_cut_behind_any_record_is_no_silence) {
    struct Row {
        const char* name;
        int records;
    };
    const FixedClock clock;  // here nobody is starved
    for (const Row& row : {Row{"length", 6}, {"chunks", 8}, {"end", 5}, {"fault", 5}})
        for (int sent = 1; sent <= row.records; ++sent)
            for (const char* end : {"close", "goodbye", "reset"})
                for (const char* listener : {"tls", "tls12"}) {
                    const std::string path = "/records/" + std::string(row.name) + "/" +
                                             std::to_string(sent) + "/" + end;
                    const HttpReply reply = post(*transport(options(listener), clock), path);
                    const bool head = reply.delivery == Delivery::answered;
                    const bool as_expected =
                        sent == row.records
                            ? head && (reply.whole || std::string_view(row.name) == "end")
                            : reply.delivery == Delivery::garbled || (head && !is_json(reply));
                    if (!as_expected)
                        fail_msg("%s over %s: %d, %s", path.c_str(), listener,
                                 static_cast<int>(reply.delivery), reply.cause.c_str());
                }
}

void untrusted(const std::string& listener, const char* cause, int connections) {
    const HttpReply reply = post_once(options(listener));
    assert_same(reply.delivery, Delivery::not_trusted);
    assert_contains(reply.cause, cause);
    assert_int_equal(faults->count(listener + " connected"), connections);
    assert_int_equal(faults->count(listener + " request"), 0);
}

TEST(a_certificate_that_does_not_fit_is_refused_at_once) {
    untrusted("wrong_name", "the certificate is for another name", 1);
    untrusted("unknown_ca", "the certificate is not trusted", 1);
    untrusted("expired", "expired", 1);
}

TEST(a_handshake_that_fails_is_tried_twice_and_explained) {
    untrusted("tls11", "no TLS version in common", 2);
}

TEST(a_handshake_that_breaks_off_is_tried_twice_and_explained) {
    untrusted("reset_in_handshake", "reset in the TLS handshake", 2);
    untrusted("close_in_handshake", "in the TLS handshake", 2);
}

TEST(a_server_without_tls_is_not_trusted) {
    untrusted("speaks_no_tls", "the server does not speak TLS", 2);
}

TEST(without_the_right_authority_nothing_is_trusted) {
    CurlOptions from = options();
    from.ca = {"/etc/ssl/certs", ""};
    const HttpReply reply = post_once(std::move(from));
    assert_same(reply.delivery, Delivery::not_trusted);
    assert_int_equal(faults->count("tls request"), 0);
}

TEST(an_authority_in_a_hashed_directory_is_found) {
    const TemporaryFolder folder;
    const std::string command = "cp " + faults->ca_file() + " " + folder.path_of("a.pem") +
                                " && openssl rehash " + folder.path_of("") + " 2>&1";
    assert_int_equal(std::system(command.c_str()), 0);
    CurlOptions from = options();
    from.ca = find_ca_source(folder.path_of(""), "").value();
    assert_text(from.ca.directory, folder.path_of(""));
    assert_int_equal(post_once(std::move(from)).status, 200);
}

TEST(a_name_is_checked_as_well_as_an_address) {
    assert_int_equal(post_once(options("tls", "localhost")).status, 200);
}

TEST(plain_http_works_on_loopback) {
    assert_int_equal(post_once(options("plain")).status, 200);
    assert_int_equal(faults->count("plain request"), 1);
}

TEST(a_configured_proxy_sees_the_target_and_not_the_key) {
    CurlOptions from = options();
    from.proxy = faults->url("proxy");
    assert_int_equal(post_once(std::move(from)).status, 200);
    assert_int_equal(faults->count("proxy request CONNECT 127.0.0.1:"), 1);
    assert_contains(faults->seen(), "auth=no");
    assert_int_equal(faults->count("tls request POST /good auth=yes"), 1);
}

// Here the proxy is a part of this machine, whatever is wrong with it.
TEST(a_proxy_on_this_machine_that_fails_is_a_local_failure) {
    for (const char* listener :
         {"refusing_proxy", "busy_proxy", "silent_in_handshake", "black_hole", "refused"}) {
        CurlOptions from = options();
        from.connect_timeout = 1s;
        from.proxy = "http" + faults->url(listener).substr(faults->url(listener).find(':'));
        const HttpReply reply = post_once(std::move(from));
        if (reply.delivery != Delivery::local_failure)
            fail_msg("%s: %d", listener, static_cast<int>(reply.delivery));
        assert_int_equal(faults->count("tls"), 0);
    }
}

// So is a gateway in the service's place.
TEST(a_service_on_this_machine_that_fails_is_a_local_failure) {
    const auto post_to_gateway = [](const char* listener, const char* path, const char* host) {
        CurlOptions from = options(listener, host);
        from.sandbox = false;
        from.connect_timeout = stretched(700ms);
        from.request_timeout = stretched(1500ms);
        return post_once(std::move(from), path);
    };
    for (const char* host : {"127.0.0.1", "localhost"})
        for (const auto& [listener, path] : {std::pair("refused", "/good"),
                                             {"black_hole", "/good"},
                                             {"silent_in_handshake", "/good"},
                                             {"tls", "/die"},
                                             {"tls", "/silent"},
                                             {"tls", "/status/500"},
                                             {"tls", "/status/503"}}) {
            const HttpReply reply = post_to_gateway(listener, path, host);
            if (reply.delivery != Delivery::local_failure)
                fail_msg("%s %s: %d", listener, path, static_cast<int>(reply.delivery));
            assert_contains(reply.cause, "is on this machine, and does not do its work: ");
        }
    assert_int_equal(post_to_gateway("tls", "/good", "127.0.0.1").status, 200);
    assert_int_equal(post_to_gateway("tls", "/status/401", "127.0.0.1").status, 401);
}

// The proxy hands on what the service says.
TEST(a_fault_of_the_service_through_a_proxy_on_this_machine_is_the_service_s) {
    CurlOptions from = options();
    from.sandbox = false;
    from.proxy = faults->url("proxy");
    assert_int_equal(post_once(std::move(from), "/status/503").status, 503);
}

TEST(plain_http_never_goes_through_the_proxy) {
    CurlOptions from = options("plain");
    from.proxy = faults->url("proxy");
    assert_int_equal(post_once(std::move(from)).status, 200);
    assert_int_equal(faults->count("proxy"), 0);
}

TEST(the_environment_does_not_choose_the_proxy) {
    const std::string proxy = faults->url("proxy");
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"})
        setenv(name, proxy.c_str(), 1);
    setenv("NO_PROXY", "127.0.0.1", 1);
    assert_int_equal(post_once(options()).status, 200);
    assert_int_equal(post_once(options("plain")).status, 200);
    assert_int_equal(faults->count("proxy"), 0);
    // A proxy of the settings is used although the environment would except this address.
    CurlOptions from = options();
    from.proxy = proxy;
    assert_int_equal(post_once(std::move(from)).status, 200);
    assert_int_equal(faults->count("proxy request"), 1);
    for (const char* name :
         {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "NO_PROXY"})
        unsetenv(name);
}

// Runs `body` in a process of its own, whose limits are nobody else's business.
void in_child(const std::function<void()>& body) {
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        body();
        _exit(1);  // `body` ends the process with what it found
    }
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

void limit(int resource, rlim_t value) {
    const rlimit both{value, value};
    if (setrlimit(static_cast<__rlimit_resource>(resource), &both) != 0) _exit(2);
}

[[noreturn]] void end_with(const HttpReply& reply, std::string_view cause,
                           std::string_view or_cause = "\n") {
    const auto tells = [&](std::string_view one) {
        return reply.cause.find(one) != std::string::npos;
    };
    const bool as_expected =
        reply.delivery == Delivery::local_failure && (tells(cause) || tells(or_cause));
    if (!as_expected)
        print_error("%d: %s\n", static_cast<int>(reply.delivery), reply.cause.c_str());
    _exit(as_expected ? 0 : 3);
}

// The name does not resolve; only the local cause must be seen.
CurlOptions unresolvable() {
    CurlOptions from = options();
    from.base = parse_base_url("https://name.invalid").value();
    return from;
}

void use_up_processes() {
    limit(RLIMIT_NPROC, 1);
    if (setgroups(0, nullptr) != 0 || setgid(65534) != 0 || setuid(65534) != 0) _exit(2);
}

TEST(used_up_processes_are_a_local_failure) {
    if (geteuid() != 0) skip();  // root itself is not limited; another account is needed
    in_child([] {
        const auto over = transport(unresolvable());
        use_up_processes();
        end_with(post(*over, "/good"), "starting a thread");
    });
}

TEST(a_kept_connection_needs_no_process) {
    if (geteuid() != 0) skip();
    in_child([] {
        const auto over = transport(options());
        if (post(*over, "/good").status != 200) _exit(3);
        use_up_processes();
        _exit(post(*over, "/good").status == 200 ? 0 : 4);
    });
}

TEST(a_kept_connection_that_was_closed_needs_what_a_new_one_does) {
    if (geteuid() != 0) skip();
    for (const char* path : {"/close_after_answer", "/reset_after_answer"})
        in_child([path] {
            const auto over = transport(options());
            if (post(*over, path).status != 200) _exit(5);
            std::this_thread::sleep_for(stretched(200ms));  // until its end has arrived
            use_up_processes();
            end_with(post(*over, "/good"), "starting a thread");
        });
}

TEST(used_up_descriptors_are_a_local_failure) {
    in_child([] {
        const auto over = transport(unresolvable());
        limit(RLIMIT_NOFILE, 3);
        end_with(post(*over, "/good"), "opening a socket");
    });
}

// All of it, but for a megabyte: what stands already goes on working.
TEST(used_up_memory_is_a_local_failure) {
    in_child([] {
        const auto over = transport(unresolvable());
        // Its stack is kept for the next thread.
        assert_true(try_local_resources().has_value());
        rlim_t pages = 0;
        std::ifstream("/proc/self/statm") >> pages;
        limit(RLIMIT_AS, pages * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) + (1 << 20));
        end_with(post(*over, "/good"), "allocating memory");
    });
}

// Loopback and nothing else.
void enter_network() {
    ifreq loopback{};
    std::strcpy(loopback.ifr_name, "lo");
    loopback.ifr_flags = IFF_UP;
    if (unshare(CLONE_NEWNS | CLONE_NEWNET) != 0 ||
        mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        _exit(4);
    const int inside = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (ioctl(inside, SIOCSIFFLAGS, &loopback) != 0) _exit(5);
    close(inside);
}

// A network of its own with few ephemeral ports, of which one kind of one family is used up.
TEST(used_up_ports_are_a_local_failure) {
    if (geteuid() != 0) skip();
    for (const int family : {AF_INET, AF_INET6})
        for (const int type : {SOCK_STREAM, SOCK_DGRAM})
            in_child([family, type] {
                enter_network();
                std::ofstream("/proc/sys/net/ipv4/ip_local_port_range") << "40000 40009";
                const bool stream = type == SOCK_STREAM;
                for (int port = 40000; port < 40010; ++port) {
                    sockaddr_in6 six{};
                    six.sin6_family = AF_INET6;
                    six.sin6_port = htons(static_cast<in_port_t>(port));
                    sockaddr_in four{};
                    four.sin_family = AF_INET;
                    four.sin_port = six.sin6_port;
                    const int held = socket(family, type | SOCK_CLOEXEC, 0);
                    const int yes = 1;
                    const bool is_six = family == AF_INET6;
                    if (is_six) setsockopt(held, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
                    const auto* address = is_six ? reinterpret_cast<const sockaddr*>(&six)
                                                 : reinterpret_cast<const sockaddr*>(&four);
                    if (bind(held, address, is_six ? sizeof six : sizeof four) != 0) _exit(4);
                }
                const auto over = transport(unresolvable());
                end_with(post(*over, "/good"), stream ? "taking a TCP port" : "taking a UDP port");
            });
}

// Takes one TCP port of one family, for that family alone.
void take_port(int family, int port) {
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(static_cast<in_port_t>(port));
    six.sin6_addr = in6addr_loopback;
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = six.sin6_port;
    four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_six = family == AF_INET6;
    const int held = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    if (is_six) setsockopt(held, IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
    const auto* address =
        is_six ? reinterpret_cast<const sockaddr*>(&six) : reinterpret_cast<const sockaddr*>(&four);
    if (bind(held, address, is_six ? sizeof six : sizeof four) != 0) _exit(4);
}

// bind(2) still finds a port in each family and connect(2) none; and behind the address that
// nothing can connect to stands one without a way, whose error is the one that libcurl tells.
TEST(ports_of_both_families_that_leave_none_to_connect_from_are_a_local_failure) {
    if (geteuid() != 0) skip();
    in_child([] {
        const TemporaryFolder folder;
        const std::string hosts =
            folder.write("hosts", "127.0.0.1 two.test\n2001:db8::7 two.test\n", 0644);
        enter_network();
        if (mount(hosts.c_str(), "/etc/hosts", nullptr, MS_BIND, nullptr) != 0) _exit(4);
        std::ofstream("/proc/sys/net/ipv4/ip_local_port_range") << "40000 40009";
        for (int port = 40000; port < 40010; ++port)
            take_port(port % 2 == 0 ? AF_INET : AF_INET6, port);
        if (!try_local_resources()) _exit(5);
        const auto over = transport(options("tls", "two.test"));
        // libcurl 8 tells the error of the first address.
        end_with(post(*over, "/good"), "connecting over TCP", "Cannot assign requested address");
    });
}

// A network of its own in which the only name server reads and never answers.
void enter_network_with_a_silent_name_server() {
    const TemporaryFolder folder;
    const std::string file =
        folder.write("resolv.conf", "nameserver 127.0.0.1\noptions timeout:30 attempts:5\n", 0644);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(53);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    enter_network();
    if (mount(file.c_str(), "/etc/resolv.conf", nullptr, MS_BIND, nullptr) != 0) _exit(4);
    const int inside = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (bind(inside, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) _exit(5);
}

// The port of a server that takes connections and says nothing.
std::string silent_port() {
    const int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (bind(server, any, size) != 0 || listen(server, 8) != 0) _exit(6);
    if (getsockname(server, any, &size) != 0) _exit(6);
    return std::to_string(ntohs(address.sin_port));
}

// Who can silence the name server may not choose how little time is left for the known address.
TEST(a_known_address_without_the_time_for_a_connection_proves_no_outage) {
    if (geteuid() != 0) skip();
    for (const bool enough : {false, true})
        in_child([enough] {
            enter_network_with_a_silent_name_server();
            CurlOptions from = options();
            from.base = parse_base_url("https://name.invalid:" + silent_port()).value();
            from.known_address = "127.0.0.1";
            from.request_timeout = stretched(2s);
            from.connect_timeout = enough ? stretched(500ms) : stretched(1500ms);
            const auto over = transport(std::move(from));
            const HttpReply reply = post(*over, "/good");
            const Delivery expected = enough ? Delivery::not_reached : Delivery::not_resolved;
            const bool as_expected = reply.delivery == expected && reply.fresh_connection == enough;
            if (!as_expected)
                print_error("%d: %s\n", static_cast<int>(reply.delivery), reply.cause.c_str());
            _exit(as_expected ? 0 : 3);
        });
}

TEST(a_name_server_that_never_answers_does_not_prolong_the_time_limit) {
    if (geteuid() != 0) skip();  // a network of its own needs root
    in_child([] {
        enter_network_with_a_silent_name_server();
        CurlOptions from = options();
        from.base = parse_base_url("https://api.example").value();
        from.connect_timeout = 500ms;
        alarm(5 + static_cast<unsigned>(stretched(5s) /
                                        1s));  // the resolver itself would wait for 150 s
        const HttpReply reply = post_once(std::move(from));
        _exit(reply.delivery == Delivery::not_resolved ? 0 : 3);
    });
}

// Real time, and a jump of five seconds at the n-th look, as after SIGSTOP and SIGCONT.
class JumpingClock final : public Clock {
  public:
    explicit JumpingClock(int look) : looks_left_(look) {}

    [[nodiscard]] std::chrono::milliseconds since_boot() const override {
        if (--looks_left_ == 0) jump_ = 5s;
        return system_clock.since_boot() + jump_;
    }
    [[nodiscard]] WallTime wall() const override { return system_clock.wall(); }
    void sleep(std::chrono::milliseconds) override {}

  private:
    mutable int looks_left_;
    mutable std::chrono::milliseconds jump_{0};
};

HttpReply post_stopped_at(int look, CurlOptions from, std::string_view path) {
    const JumpingClock clock(look);
    return post(*transport(std::move(from), clock), path);
}

TEST(no_answer_after_a_stop_is_a_local_failure) {
    for (const int look : {6, 8}) {
        CurlOptions from = options();
        from.request_timeout = stretched(700ms);
        const HttpReply reply = post_stopped_at(look, std::move(from), "/silent");
        assert_same(reply.delivery, Delivery::local_failure);
        assert_contains(reply.cause, "stopped or starved");
    }
}

TEST(not_reached_and_5xx_after_a_stop_are_local_failures) {
    CurlOptions from = options("black_hole");
    from.connect_timeout = 600ms;
    assert_same(post_stopped_at(5, std::move(from), "/good").delivery, Delivery::local_failure);
    assert_same(post_stopped_at(5, options(), "/status/503").delivery, Delivery::local_failure);
}

TEST(a_good_answer_after_a_stop_is_still_good) {
    assert_int_equal(post_stopped_at(5, options(), "/good").status, 200);
    assert_int_equal(post_stopped_at(5, options(), "/status/401").status, 401);
}

int start(void**) {
    signal(SIGPIPE, SIG_IGN);  // as the helper does
    faults = new HttpFaults(HTTP_FAULTS);
    return 0;
}

int stop(void**) {
    delete faults;
    return 0;
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("curl_transport", start, stop);
}
