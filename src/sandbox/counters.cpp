// SPDX-License-Identifier: MIT
// Counters.
#include "sandbox/counters.hpp"

namespace infobip_otp::sandbox {

void Counters::request(const std::string& route) {
    const std::lock_guard lock(mutex_);
    ++requests_[route];
}

void Counters::reset() {
    const std::lock_guard lock(mutex_);
    requests_.clear();
    connections_ = handshakes_ = sends_ = 0;
}

Json Counters::to_json() const {
    const std::lock_guard lock(mutex_);
    auto requests = Json::object();
    for (const auto& [route, number] : requests_) requests.set(route, Json(number));
    auto json = Json::object();
    json.set("connections", Json(connections_.load())).set("handshakes", Json(handshakes_.load()));
    return json.set("requests", requests).set("sends", Json(sends_.load()));
}

}  // namespace infobip_otp::sandbox
