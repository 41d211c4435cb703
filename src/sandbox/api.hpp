// SPDX-License-Identifier: MIT
// Api: one request in, one reply out; authorization, routes, quirks, faults in their order.
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "sandbox/answer.hpp"
#include "sandbox/faults.hpp"
#include "sandbox/keys.hpp"
#include "sandbox/provider.hpp"
#include "sandbox/request.hpp"
#include "sandbox/routes.hpp"

namespace infobip_otp::sandbox {

// What goes on the wire.
struct Reply {
    int status = 200;
    Rendered content;
    Headers headers;
    std::optional<Fault> fault;  // one of those that spoil the delivery
};

// Members may be called from any thread.
class Api {
  public:
    Api(Provider& provider, const Keys& keys, Faults& faults)
        : provider_(provider), keys_(keys), faults_(faults) {}

    // The order of checks is that of docs/infobip-contract.md section 13.
    [[nodiscard]] Reply answer(const Request& request);

    // An error that the HTTP library found by itself.
    [[nodiscard]] Reply error(int status);

    Result<void> set_quirk(std::string_view assignment);
    [[nodiscard]] std::string quirk(Quirk quirk) const;

  private:
    Answer perform(const Request& request, const RouteMatch& found,
                   const std::optional<Fault>& fault);
    std::optional<Answer> turned_away(const Request& request, const RouteMatch& found);
    void add_common_headers(Headers& headers) const;  // what every answer carries

    mutable std::mutex mutex_;
    Provider& provider_;
    const Keys& keys_;
    Faults& faults_;
};

}  // namespace infobip_otp::sandbox
