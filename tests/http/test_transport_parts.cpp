// SPDX-License-Identifier: MIT
// What the transport is made of, without a network: trust, pace, limits, reasons.
#include <curl/curl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "cmocka.hpp"
#include "fakes/fixed_clock.hpp"
#include "fakes/temporary_folder.hpp"
#include "http/ca_source.hpp"
#include "http/capped_answer.hpp"
#include "http/curl_failure.hpp"
#include "http/failure_text.hpp"
#include "http/local_resources.hpp"
#include "http/pace.hpp"

using namespace infobip_otp;
using namespace std::chrono_literals;
using infobip_otp::testing::FixedClock;
using infobip_otp::testing::TemporaryFolder;

namespace {

TEST(a_hashed_directory_comes_before_the_bundle_in_it) {
    const TemporaryFolder folder;
    folder.write("ca-certificates.crt", "x");
    folder.write("5cd81ad7.0", "x");
    const CaSource source = find_ca_source(folder.path_of(""), "").value();
    assert_text(source.directory, folder.path_of(""));
    assert_text(source.file, "");
}

TEST(without_hashed_names_the_bundle_is_taken) {
    const TemporaryFolder folder;
    folder.write("ca-certificates.crt", "x");
    for (const char* name :
         {"5cd81ad7", "5cd81ad.0", "5cd81ad7.r0", "5CD81AD7.0", "xcd81ad7.0", "a.pem"})
        folder.write(name, "x");
    const CaSource source = find_ca_source(folder.path_of(""), "").value();
    assert_text(source.directory, "");
    assert_text(source.file, folder.path_of("") + "/ca-certificates.crt");
}

TEST(a_ca_file_is_taken_alone) {
    const TemporaryFolder folder;
    folder.write("5cd81ad7.0", "x");
    const std::string file = folder.write("own.pem", "x");
    const CaSource source = find_ca_source(folder.path_of(""), file).value();
    assert_text(source.directory, "");
    assert_text(source.file, file);
}

TEST(nothing_to_trust_is_an_error_that_names_the_place) {
    const TemporaryFolder folder;
    const std::string path = folder.path_of("");
    assert_contains(find_ca_source(path, "").error().message, "ca_path " + path);
    assert_contains(find_ca_source("/nowhere", "").error().message, "ca_path /nowhere");
    assert_contains(find_ca_source(path, "/nowhere.pem").error().message, "ca_file /nowhere.pem");
}

// With the default time limits, 3 s and 8 s.
bool is_kept_after(std::initializer_list<std::chrono::milliseconds> steps,
                   std::chrono::milliseconds connect_timeout = 3s,
                   std::chrono::milliseconds request_timeout = 8s) {
    FixedClock clock;
    Pace pace(clock, connect_timeout, request_timeout);
    for (const auto step : steps) {
        clock.advance(step);
        pace.mark();
    }
    return pace.kept();
}

TEST(steps_in_time_keep_the_pace) {
    assert_true(is_kept_after({}));
    assert_true(is_kept_after({250ms, 250ms, 10ms, 250ms, 250ms, 250ms, 250ms, 250ms}));
    assert_true(is_kept_after({1250ms}));
}

TEST(a_step_more_than_a_second_late_breaks_the_pace) {
    assert_false(is_kept_after({1251ms}));
    assert_false(is_kept_after({10ms, 3000ms, 10ms}));
}

TEST(many_small_delays_add_up) {
    assert_true(is_kept_after({750ms, 750ms}));
    assert_false(is_kept_after({750ms, 750ms, 251ms}));
}

TEST(a_stop_that_runs_out_a_short_time_limit_breaks_the_pace) {
    for (const auto limit : {100ms, 300ms, 1000ms, 2000ms}) {
        assert_false(is_kept_after({limit}, limit, limit));
        assert_true(is_kept_after({limit / 8, limit / 8}, limit, limit));
        assert_false(is_kept_after({limit}, limit, 9s));
        assert_false(is_kept_after({limit * 3 / 2}, limit, 9s));
    }
}

TEST(an_answer_takes_64_kib_and_not_a_byte_more) {
    const std::string full(Transport::longest_body, 'x');
    CappedAnswer answer;
    assert_true(answer.add_body(full.data(), full.size() - 1));
    assert_false(answer.too_long());
    assert_true(answer.add_body("y", 1));
    assert_false(answer.add_body("z", 1));
    assert_true(answer.too_long());
    assert_int_equal(answer.body().size(), full.size());
    assert_int_equal(answer.body().back(), 'y');
}

TEST(a_piece_that_does_not_fit_is_not_taken_in_part) {
    const std::string pieces(Transport::longest_body, 'x');
    CappedAnswer answer;
    assert_true(answer.add_body("ab", 2));
    assert_false(answer.add_body(pieces.data(), pieces.size()));
    assert_false(answer.add_body("c", 1));
    assert_text(answer.body(), "ab");
}

TEST(header_lines_are_limited_together) {
    CappedAnswer answer;
    assert_true(answer.add_header(Transport::longest_body));
    assert_false(answer.add_header(1));
    assert_false(answer.too_long());
}

TEST(only_what_lies_beyond_this_machine_is_the_network) {
    for (const int number : {0, ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH})
        assert_true(is_network_errno(number));
    for (const int number : {EADDRNOTAVAIL, EMFILE, ENFILE, ENOBUFS, ENOMEM, EPERM, EACCES, EINVAL})
        assert_false(is_network_errno(number));
}

TEST(a_handshake_that_failed_is_explained) {
    assert_text(
        explain_handshake("SSL certificate problem: certificate has expired"),
        "the certificate is not trusted (SSL certificate problem: certificate has expired)");
    // As libcurl 7.88 and 8.14 say it.
    for (const char* text :
         {"SSL: certificate subject name 'a' does not match target host name 'b'",
          "SSL: certificate subject name 'a' does not match target hostname 'b'",
          "SSL: no alternative certificate subject name matches target ipv4 "
          "address '127.0.0.1'"})
        assert_contains(explain_handshake(text), "the certificate is for another name (");
    assert_contains(explain_handshake("error:1409442E:tlsv1 alert protocol version"),
                    "no TLS version in common");
    assert_contains(explain_handshake("Recv failure: Connection reset by peer"),
                    "reset in the TLS handshake");
    assert_text(explain_handshake("something new"), "something new");
}

CurlEnd end_by(int code, bool begun, long connect_errno = 0, long status = 0) {
    CurlEnd end;
    end.code = code;
    end.begun = begun;
    end.connect_errno = connect_errno;
    end.status = status;
    return end;
}

TEST(a_failure_before_the_request_is_not_reached_and_after_it_no_answer) {
    for (const int code :
         {CURLE_OPERATION_TIMEDOUT, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING}) {
        assert_same(delivery_of(end_by(code, false)), Delivery::not_reached);
        assert_same(delivery_of(end_by(code, true)), Delivery::no_answer);
    }
    assert_same(delivery_of(end_by(CURLE_COULDNT_CONNECT, false)), Delivery::not_reached);
}

TEST(a_name_without_an_address_is_no_outage) {
    for (const int code : {CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY})
        assert_same(delivery_of(end_by(code, false)), Delivery::not_resolved);
    CurlEnd late = end_by(CURLE_OPERATION_TIMEDOUT, false);
    late.resolved = false;
    assert_same(delivery_of(late), Delivery::not_resolved);
}

TEST(an_answer_that_begins_and_breaks_off_is_garbled) {
    for (const int code : {CURLE_OK, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE}) {
        CurlEnd end = end_by(code, true, 0, 503);
        end.head_whole = false;
        end.answer_begun = true;
        assert_same(delivery_of(end), Delivery::garbled);
    }
}

TEST(what_this_machine_or_its_proxy_refuses_is_no_outage) {
    CurlEnd end = end_by(CURLE_COULDNT_CONNECT, false);
    end.socket_errno = EMFILE;
    assert_same(delivery_of(end), Delivery::local_failure);
    for (const long status : {403L, 407L}) {
        end = end_by(CURLE_RECV_ERROR, false);
        end.connect_status = status;
        assert_same(delivery_of(end), Delivery::local_failure);
    }
}

TEST(a_request_that_is_not_begun_again_has_no_answer) {
    assert_same(delivery_of(end_by(CURLE_ABORTED_BY_CALLBACK, true)), Delivery::no_answer);
    assert_same(delivery_of(end_by(CURLE_ABORTED_BY_CALLBACK, false)), Delivery::local_failure);
}

TEST(a_local_reason_of_connect_is_no_outage) {
    for (const int number : {EADDRNOTAVAIL, EMFILE, ENOBUFS, EPERM})
        assert_same(delivery_of(end_by(CURLE_COULDNT_CONNECT, false, number)),
                    Delivery::local_failure);
    assert_same(delivery_of(end_by(CURLE_COULDNT_CONNECT, false, ECONNREFUSED)),
                Delivery::not_reached);
}

TEST(each_code_that_is_not_named_is_this_machines_fault) {
    for (const CURLcode code :
         {CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY, CURLE_READ_ERROR, CURLE_SEND_FAIL_REWIND,
          CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CERTPROBLEM,
          CURLE_BAD_FUNCTION_ARGUMENT, CURLE_URL_MALFORMAT, CURLE_INTERFACE_FAILED})
        for (const bool begun : {false, true})
            assert_same(delivery_of(end_by(code, begun)), Delivery::local_failure);
}

TEST(a_status_that_arrived_before_the_body_broke_off_counts) {
    for (const int code : {CURLE_PARTIAL_FILE, CURLE_RECV_ERROR}) {
        assert_same(delivery_of(end_by(code, true, 0, 503)), Delivery::answered);
        assert_same(delivery_of(end_by(code, true, 0, 100)), Delivery::no_answer);
    }
    assert_same(delivery_of(end_by(CURLE_OPERATION_TIMEDOUT, true, 0, 200)), Delivery::no_answer);
}

TEST(only_what_wrote_nothing_and_may_pass_is_repeated) {
    for (const int code : {CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY,
                           CURLE_COULDNT_CONNECT, CURLE_SSL_CONNECT_ERROR}) {
        assert_true(worth_repeating(end_by(code, false)));
        assert_false(worth_repeating(end_by(code, true)));
    }
    for (const int code : {CURLE_OK, CURLE_OPERATION_TIMEDOUT, CURLE_PEER_FAILED_VERIFICATION,
                           CURLE_SEND_ERROR, CURLE_GOT_NOTHING, CURLE_ABORTED_BY_CALLBACK})
        assert_false(worth_repeating(end_by(code, false)));
}

TEST(this_machine_has_what_an_exchange_needs) {
    const auto tried = try_local_resources();
    if (!tried) fail_msg("%s", tried.error().message.c_str());
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("transport_parts");
}
