// SPDX-License-Identifier: MIT
// bare_curl PHONE NUMBER [apart]: the two requests of a login with libcurl on one connection and
// nothing else; the floor for whatever uses libcurl. `apart`: each on a connection of its own, as
// privacyidea-pam sends them. The provider comes from the sandbox's INFOBIP_ variables.
#include <curl/curl.h>

#include "two_posts.hpp"

namespace {

using namespace infobip_otp::bench;

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* answer) {
    static_cast<std::string*>(answer)->append(bytes, size * count);
    return size * count;
}

std::string post(CURL* easy, const std::string& path, const std::string& body) {
    std::string answer;
    const std::string url = setting("INFOBIP_BASE_URL") + path;
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
    const CURLcode code = curl_easy_perform(easy);
    if (code != CURLE_OK) {
        std::fprintf(stderr, "bare_curl: %s\n", curl_easy_strerror(code));
        std::exit(1);
    }
    return answer;
}

CURL* open_client(const std::string& ca, curl_slist* headers) {
    CURL* const easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_CAINFO, ca.c_str());
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    return easy;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3 && argc != 4) return 64;
    const double begin = microseconds();
    curl_global_init(CURL_GLOBAL_DEFAULT);
    curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
    headers = curl_slist_append(headers, authorization().c_str());
    const std::string ca = setting("INFOBIP_CA_FILE");
    CURL* easy = open_client(ca, headers);
    const std::string sent = post(easy, send_path, send_body(argv[2]));
    if (argc == 4) {
        curl_easy_cleanup(easy);
        easy = open_client(ca, headers);
    }
    const std::string code = newest_code(argv[1], argv[2]);
    const double answered = microseconds();
    const std::string verified = post(easy, verify_path(sent), verify_body(code));
    const double verdict = microseconds() - answered;
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
    curl_global_cleanup();
    return report(begin, verdict, is_verified(verified));
}
