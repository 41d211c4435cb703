// SPDX-License-Identifier: MIT
// Base URLs and proxies over any bytes: what is taken means to libcurl what it means to us.
#include <curl/curl.h>

#include <memory>
#include <string>

#include "fuzz/demand.hpp"
#include "http/base_url.hpp"

using namespace infobip_otp;
using namespace infobip_otp::testing;

namespace {

struct Clean {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return "";
    std::string copy(text);
    curl_free(text);
    return copy;
}

bool is_loopback(std::string_view host) {
    return host.starts_with("127.") || host == "::1" || host == "[::1]";
}

// As libcurl will read it: the same host, and none of the parts that we refuse.
void check_with_curl(const std::string& text, const std::string& host) {
    const std::unique_ptr<CURLU, Clean> url(curl_url());
    demand(curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) == CURLUE_OK);
    std::string theirs = part(url.get(), CURLUPART_HOST);
    if (theirs.starts_with('[')) theirs = theirs.substr(1, theirs.size() - 2);
    demand(host.empty() || theirs == host);
    for (const CURLUPart none : {CURLUPART_USER, CURLUPART_PASSWORD, CURLUPART_QUERY,
                                 CURLUPART_FRAGMENT, CURLUPART_OPTIONS, CURLUPART_ZONEID})
        demand(part(url.get(), none).empty());
    demand(part(url.get(), CURLUPART_SCHEME) == "https" || is_loopback(theirs));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string text(as_text(bytes, size));
    if (const auto base = parse_base_url(text)) {
        demand(is_printable(base->text) && !base->text.ends_with('/'));
        demand(base->is_https() || is_loopback(base->host));
        check_with_curl(base->text, base->host);
        const auto again = parse_base_url(base->text);
        demand(again.has_value() && again->text == base->text && again->host == base->host);
    }
    if (const auto proxy = parse_proxy_url(text)) {
        demand(proxy->starts_with("http://"));
        const auto again = parse_proxy_url(*proxy);
        demand(again.has_value() && *again == *proxy);
    }
    return 0;
}
