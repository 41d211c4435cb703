// SPDX-License-Identifier: MIT
// Which URLs are believed to be the API, and that libcurl reads them as we do.
#include "http/base_url.hpp"

#include <curl/curl.h>

#include <memory>
#include <string>

#include "cmocka.hpp"

using namespace infobip_otp;

namespace {

struct Case {
    const char* url;
    const char* text;
    const char* host;
};

constexpr Case accepted[] = {
    {"https://api.infobip.com", "https://api.infobip.com", "api.infobip.com"},
    {"https://xyz12.api.infobip.com/", "https://xyz12.api.infobip.com", "xyz12.api.infobip.com"},
    {"HTTPS://Xyz12.API.infobip.com", "https://xyz12.api.infobip.com", "xyz12.api.infobip.com"},
    {"https://gate:8443//", "https://gate:8443", "gate"},
    {"https://192.0.2.7", "https://192.0.2.7", "192.0.2.7"},
    {"https://[2001:DB8::1]:444", "https://[2001:db8::1]:444", "2001:db8::1"},
    {"http://127.0.0.1:8080", "http://127.0.0.1:8080", "127.0.0.1"},
    {"http://127.255.0.9", "http://127.255.0.9", "127.255.0.9"},
    {"http://[::1]:8080/", "http://[::1]:8080", "::1"},
    {"https://localhost:8443", "https://localhost:8443", "localhost"},
    {"https://4u.example", "https://4u.example", "4u.example"},
};

TEST(a_plain_https_url_and_http_on_loopback_are_accepted) {
    for (const Case& one : accepted) {
        const auto url = parse_base_url(one.url);
        if (!url) fail_msg("%s: %s", one.url, url.error().message.c_str());
        assert_text(url->text, one.text);
        assert_text(url->host, one.host);
    }
}

void refused_with(const char* url, const char* reason) {
    const auto parsed = parse_base_url(url);
    if (parsed) fail_msg("accepted: %s", url);
    assert_contains(parsed.error().message, reason);
}

TEST(http_to_anything_but_a_literal_loopback_address_is_refused) {
    for (const char* url :
         {"http://localhost", "http://localhost.example.com", "http://127.0.0.1.example.com",
          "http://api.infobip.com", "http://192.0.2.1", "http://[2001:db8::1]", "http://[::]",
          "http://[::ffff:127.0.0.1]", "http://126.255.255.255", "http://128.0.0.1",
          "http://0.0.0.0", "HTTP://example.com"})
        refused_with(url, "loopback address only");
}

TEST(an_address_that_others_read_differently_is_refused) {
    for (const char* url :
         {"http://127.1", "http://2130706433", "http://0x7f.0.0.1", "http://0177.0.0.1",
          "http://127.0.0.1.", "https://1.2.3", "https://0x7f000001", "https://a.0x1",
          "http://127.0.0.256", "http://[::1%25lo]", "http://[127.0.0.1]", "https://[::1",
          "https://[]"})
        refused_with(url, "host is neither a name nor an address");
}

TEST(user_info_query_and_fragment_are_refused) {
    for (const char* url : {"https://user@api.infobip.com", "https://u:p@api.infobip.com/x",
                            "http://127.0.0.1@example.com", "https://api.infobip.com@127.0.0.1",
                            "http://127.0.0.1:80@example.com/"})
        refused_with(url, "user name or password");
    for (const char* url :
         {"https://api.infobip.com?a=b", "https://api.infobip.com/#x", "https://api.infobip.com/x?",
          "http://127.0.0.1#.example.com", "http://127.0.0.1?@example.com"})
        refused_with(url, "query or fragment");
}

TEST(a_password_in_a_refused_url_is_not_repeated) {
    const auto url = parse_base_url("https://bob:hunter2@api.infobip.com");
    assert_false(url.has_value());
    assert_true(url.error().message.find("hunter2") == std::string::npos);
}

TEST(no_scheme_is_added_by_guessing) {
    for (const char* url : {"", "api.infobip.com", "//api.infobip.com", "https:/api.infobip.com",
                            "https:api.infobip.com", "127.0.0.1:8080"})
        refused_with(url, "no scheme");
    for (const char* url : {"ftp://api.infobip.com", "file:///etc/passwd", "unix://x",
                            "://api.infobip.com", "httpss://api.infobip.com"})
        assert_false(parse_base_url(url).has_value());
}

TEST(what_is_no_host_is_refused) {
    for (const char* url : {"https://", "https:///x", "https://.com", "https://a..b", "https://a.",
                            "https://-a", "https://a%2eb", "https://a,b", "https://a:80:90",
                            "https://:443", "https://a\\b.example"})
        assert_false(parse_base_url(url).has_value());
    assert_false(parse_base_url("https://" + std::string(254, 'a')).has_value());
    assert_false(parse_base_url("https://a/" + std::string(500, 'a')).has_value());
}

TEST(a_port_is_from_1_to_65535) {
    assert_true(parse_base_url("https://a:65535").has_value());
    for (const char* url : {"https://a:", "https://a:0", "https://a:65536", "https://a:-1",
                            "https://a:80x", "https://a:0x50", "https://a:+80"})
        refused_with(url, "port");
}

TEST(a_path_is_refused_and_named) {
    refused_with("https://a.api.infobip.com/2fa/2", "ends in the path /2fa/2: leave it out");
    refused_with("https://a/infobip//", "path /infobip//");
    for (const char* url : {"https://a/..", "https://a/b/../c", "https://a/./b", "https://a//b",
                            "https://a/%2e%2e", "https://a/b;c", "https://a/b@c", "https://a/\\b"})
        refused_with(url, "leave it out");
}

TEST(blanks_and_control_characters_are_refused) {
    for (const char* url : {" https://a", "https://a ", "https://a/\r\nX: y", "https://a\tb",
                            "https://\xc3\xa4.example", "https://a\x7f"})
        refused_with(url, "blank");
    assert_false(parse_base_url(std::string_view("https://a\0.b", 12)).has_value());
}

struct CleanUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart what) {
    char* text = nullptr;
    assert_int_equal(curl_url_get(url, what, &text, 0), CURLUE_OK);
    std::string copy(text);
    curl_free(text);
    return copy;
}

TEST(libcurl_reads_an_accepted_url_as_we_do) {
    for (const Case& one : accepted) {
        const std::unique_ptr<CURLU, CleanUrl> url(curl_url());
        const std::string pin = parse_base_url(one.url)->text + "/2fa/2/pin";
        assert_int_equal(curl_url_set(url.get(), CURLUPART_URL, pin.c_str(), 0), CURLUE_OK);
        const std::string host(one.host);
        const bool six = host.find(':') != std::string::npos;
        assert_text(part(url.get(), CURLUPART_HOST), six ? "[" + host + "]" : host);
        assert_text(part(url.get(), CURLUPART_SCHEME),
                    std::string(one.text).substr(0, std::string(one.text).find(':')));
        assert_true(part(url.get(), CURLUPART_PATH).ends_with("/2fa/2/pin"));
    }
}

TEST(a_proxy_is_http_host_and_port) {
    assert_text(parse_proxy_url("http://Proxy.example:3128").value(), "http://proxy.example:3128");
    assert_text(parse_proxy_url("http://[::1]:3128/").value(), "http://[::1]:3128");
    for (const char* url :
         {"", "proxy:3128", "http://proxy", "https://proxy:3128", "socks5://proxy:1080",
          "http://u:p@proxy:3128", "http://proxy:3128/x", "http://proxy:3128?x"})
        if (parse_proxy_url(url)) fail_msg("accepted: %s", url);
}

TEST(a_loopback_address_and_localhost_are_on_this_machine) {
    for (const char* text : {"https://localhost:8443", "https://LOCALHOST", "https://127.0.0.1",
                             "http://127.9.9.9:1", "https://[::1]:8443"})
        assert_true(parse_base_url(text)->is_on_this_machine());
    for (const char* text : {"https://xxxxx.api.infobip.com", "https://localhost.example.com",
                             "https://192.0.2.1", "https://[2001:db8::1]", "https://mylocalhost"})
        assert_false(parse_base_url(text)->is_on_this_machine());
}

}  // namespace

int main() {
    return infobip_otp::testing::run_the_tests("base_url");
}
