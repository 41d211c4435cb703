// SPDX-License-Identifier: MIT
// Request targets, taken apart; and the routes they find.
#include "sandbox/request.hpp"

#include "cmocka.hpp"
#include "sandbox/routes.hpp"

using namespace infobip_otp::sandbox;

namespace {

Request parsed(const char* target, const char* prefix = "") {
    Request request;
    request.method = "POST";
    parse_target(target, prefix, request);
    return request;
}

std::string joined(const Request& request) {
    std::string text;
    for (const std::string& segment : request.segments) text += "[" + segment + "]";
    return text;
}

std::string route_of(const char* target) {
    const RouteMatch match = find_route(parsed(target));
    return match.route ? std::string(match.route->name) : "none";
}

TEST(paths_are_split_before_they_are_decoded) {
    assert_text(joined(parsed("/2fa/2/pin")), "[2fa][2][pin]");
    assert_text(joined(parsed("/2fa/2/pin/?x")), "[2fa][2][pin]");
    assert_text(joined(parsed("/a%2Fb/c%20d/%zz%4")), "[a/b][c d][%zz%4]");
    assert_text(joined(parsed("//a//")), "[][a][]");
    assert_text(joined(parsed("no-slash")), "");
    assert_text(joined(parsed("/")), "");
}

TEST(queries_keep_their_order_and_are_decoded) {
    const Request request = parsed("/p?a=1&b=%26&c&=d&a=2");
    assert_text(*query_value(request, "a"), "1");
    assert_text(*query_value(request, "b"), "&");
    assert_text(*query_value(request, "c"), "");
    assert_false(query_value(request, "d").has_value());
    assert_int_equal(request.query.size(), 5);
}

TEST(only_what_is_below_the_prefix_counts) {
    assert_text(joined(parsed("/base/x/2fa", "/base/x")), "[2fa]");
    assert_text(joined(parsed("/base/xy/2fa", "/base/x")), "");
    assert_text(joined(parsed("/2fa", "/base/x")), "");
}

TEST(a_target_finds_its_route_and_no_other) {
    assert_text(route_of("/2fa/2/pin"), "send");
    assert_text(route_of("/2fa/2/pin/voice"), "send-voice");
    assert_text(route_of("/2fa/2/pin/email"), "send-email");
    assert_text(route_of("/2fa/2/pin/voice/resend"), "resend");
    assert_text(route_of("/2fa/2/pin/ABC/resend/voice"), "resend-voice");
    assert_text(route_of("/2fa/2/pin/ABC/verify/?x=y"), "verify");
    assert_text(route_of("/2fa/2/pin//verify"), "none");
    assert_text(route_of("/2fa/2/pin/A/B/verify"), "none");
    assert_text(route_of("/2FA/2/pin"), "none");
    assert_text(route_of("/2fa/1/pin"), "none");
    assert_int_equal(route_table().size(), 18);
}

TEST(a_known_path_with_another_method_names_those_it_has) {
    Request request = parsed("/2fa/2/applications/A");
    const RouteMatch match = find_route(request);
    assert_null(match.route);
    assert_text(match.methods, "GET, HEAD, PUT, OPTIONS");
    request.method = "HEAD";
    assert_text(find_route(request).route->name, "get-application");
    assert_text(find_route(request).ids.at(0), "A");
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("request");
}
