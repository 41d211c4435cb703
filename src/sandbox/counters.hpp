// SPDX-License-Identifier: MIT
// Counters: what reached the sandbox.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "json/json.hpp"

namespace infobip_otp::sandbox {

class Counters {
  public:
    void begin_connection() {
        ++connections_;
        ++open_;
    }
    void end_connection() { --open_; }
    void handshake() { ++handshakes_; }
    void send() { ++sends_; }
    // Of a route by its name; "other" for what is no route.
    void request(const std::string& route);

    // Connections that have begun and not ended; no reset forgets them.
    [[nodiscard]] std::size_t open() const { return open_; }

    void reset();
    // {"connections":1,"handshakes":1,"requests":{"send":1,"verify":1},"sends":1}; handshakes are
    // completed TLS handshakes, sends are messages that went out, resends included.
    [[nodiscard]] Json to_json() const;

  private:
    std::atomic<std::size_t> open_{0};
    std::atomic<std::int64_t> connections_{0};
    std::atomic<std::int64_t> handshakes_{0};
    std::atomic<std::int64_t> sends_{0};
    mutable std::mutex mutex_;
    std::map<std::string, std::int64_t> requests_;
};

}  // namespace infobip_otp::sandbox
