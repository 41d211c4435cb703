// SPDX-License-Identifier: MIT
// ScriptedTransport: answers as it is told and remembers what was asked.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "http/transport.hpp"

namespace infobip_otp::testing {

class ScriptedTransport final : public Transport {
  public:
    struct Seen {
        std::string path;
        std::string body;
        Method method = Method::post;
    };

    [[nodiscard]] HttpReply exchange(const HttpRequest& request) override {
        seen.push_back({std::string(request.path.reveal()), std::string(request.body.reveal()),
                        request.method});
        return std::exchange(next, HttpReply());
    }

    void answer(int status, std::string_view body) {
        next = HttpReply();
        next.delivery = Delivery::answered;
        next.status = status;
        next.whole = true;
        next.body = Secret(body);
    }

    HttpReply next;  // given once; then a local failure
    std::vector<Seen> seen;
};

}  // namespace infobip_otp::testing
