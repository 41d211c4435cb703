// SPDX-License-Identifier: MIT
// Curl setup.
#include "http/curl_setup.hpp"

#include <string>

#include "base/secret_text.hpp"
#include "http/kept_connection.hpp"

namespace infobip_otp {

void set_trust(Setter& setter, const CurlOptions& options) {
    const auto name = [](const std::string& path) { return path.empty() ? nullptr : path.c_str(); };
    setter.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2))
        .set(CURLOPT_SSL_VERIFYPEER, 1L)
        .set(CURLOPT_SSL_VERIFYHOST, 2L)
        .set(CURLOPT_CAINFO, name(options.ca.file))
        .set(CURLOPT_CAPATH, name(options.ca.directory))
        .set(CURLOPT_PROTOCOLS_STR, options.base.is_https() ? "https" : "http")
        .set(CURLOPT_FOLLOWLOCATION, 0L);
    // Explicitly, or libcurl asks the environment. In clear only to this machine itself.
    const bool by_proxy = !options.proxy.empty() && options.base.is_https();
    setter.set(CURLOPT_PROXY, by_proxy ? options.proxy.c_str() : "")
        .set(CURLOPT_NOPROXY, by_proxy ? "" : "*")
        .set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE))
        .set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

void set_connection(Setter& setter) {
    setter.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1))
        .set(CURLOPT_NOSIGNAL, 1L)
        .set(CURLOPT_TCP_NODELAY, 1L)
        .set(CURLOPT_TCP_KEEPALIVE, 1L)
        .set(CURLOPT_TCP_KEEPIDLE, 20L)
        .set(CURLOPT_TCP_KEEPINTVL, 20L)
        .set(CURLOPT_MAXAGE_CONN, static_cast<long>(KeptConnection::longest_idle.count()))
        // Or libcurl waits for a resolver that hangs, beyond every time limit.
        .set(CURLOPT_QUICK_EXIT, 1L);
}

// A body in memory goes out with the header, in one write and one TLS record.
void set_method(Setter& setter, const HttpRequest& request) {
    setter.set(CURLOPT_CUSTOMREQUEST, request.method == Method::put ? "PUT" : nullptr);
    if (request.method == Method::get) {
        setter.set(CURLOPT_HTTPGET, 1L);
        return;
    }
    setter.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()))
        .set(CURLOPT_POSTFIELDS, request.body.c_str());
}

Result<Headers> make_headers(const CurlOptions& options) {
    Headers lines;
    const auto add = [&](const char* line) {
        curl_slist* longer = curl_slist_append(lines.get(), line);
        if (longer == nullptr) return false;
        static_cast<void>(lines.release());
        lines.reset(longer);
        return true;
    };
    const Secret authorization = join_secret({"Authorization: ", options.authorization.reveal()});
    const bool added = add("Content-Type: application/json") && add("Accept: application/json") &&
                       add("Expect:") && add(authorization.c_str());
    if (!added) return Error{"libcurl: out of memory"};
    return lines;
}

}  // namespace infobip_otp
