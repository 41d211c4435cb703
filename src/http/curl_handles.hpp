// SPDX-License-Identifier: MIT
// Curl handles: what libcurl hands out, owned; for the sources that include <curl/curl.h>.
#pragma once

#include <curl/curl.h>

#include <cstring>
#include <memory>

namespace infobip_otp {

struct CleanEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct CleanMulti {
    void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
// libcurl keeps copies of the lines; the one with the key must not outlive them.
struct WipeHeaders {
    void operator()(curl_slist* lines) const {
        for (curl_slist* line = lines; line != nullptr; line = line->next)
            explicit_bzero(line->data, std::strlen(line->data));
        curl_slist_free_all(lines);
    }
};
using Easy = std::unique_ptr<CURL, CleanEasy>;
using Multi = std::unique_ptr<CURLM, CleanMulti>;
using Headers = std::unique_ptr<curl_slist, WipeHeaders>;

// Sets options and remembers the first that was refused: each of them is needed.
class Setter {
  public:
    explicit Setter(CURL* easy) : easy_(easy) {}

    template <class Value>
    Setter& set(CURLoption option, Value value) {
        const CURLcode code = curl_easy_setopt(easy_, option, value);
        if (first_failure_ == CURLE_OK) first_failure_ = code;
        return *this;
    }
    [[nodiscard]] CURLcode first_failure() const { return first_failure_; }

  private:
    CURL* easy_;
    CURLcode first_failure_ = CURLE_OK;
};

}  // namespace infobip_otp
