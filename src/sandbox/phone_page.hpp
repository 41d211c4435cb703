// SPDX-License-Identifier: MIT
// PhonePage: one web page on which messages arrive as on a phone.
//
// Whoever knows the address may read PINs, so it holds a token, made anew at each start; the page
// loads nothing from elsewhere and tells nobody where it came from.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "infobip_otp/result.hpp"
#include "sandbox/counters.hpp"
#include "sandbox/endpoint.hpp"
#include "sandbox/outbox.hpp"

namespace httplib {
class Server;
}

namespace infobip_otp::sandbox {

class PhonePage {
  public:
    // Binds, does not serve yet. `outbox` has to live as long.
    static Result<std::unique_ptr<PhonePage>> open(const Endpoint& endpoint, Outbox& outbox);
    ~PhonePage();

    // "http://127.0.0.1:PORT/TOKEN/".
    [[nodiscard]] const std::string& url() const { return url_; }

    // Serves from a thread of its own, for as long as the program runs.
    void serve();

  private:
    static constexpr int most_streams = 64;

    explicit PhonePage(Outbox& outbox);
    void set_up();

    Outbox& outbox_;
    Counters counters_;  // nobody asks for them; they keep the API's own clean
    std::atomic<int> streams_{0};
    std::string token_;
    std::string url_;
    int socket_ = -1;
    std::unique_ptr<httplib::Server> http_;
};

}  // namespace infobip_otp::sandbox
