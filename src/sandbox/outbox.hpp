// SPDX-License-Identifier: MIT
// Outbox: the messages that were sent, for the phones and for tests that wait for them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "json/json.hpp"
#include "sandbox/pins.hpp"

namespace infobip_otp::sandbox {

struct Message {
    std::uint64_t number = 0;  // counted from 1, never given twice
    Channel channel = Channel::sms;
    std::string to;
    std::string from;
    std::string text;
    std::string pin;
    std::string pin_id;
    Time sent_at;
};

// The PIN is in it: for the control socket and the phones only.
[[nodiscard]] Json to_json(const Message& message);
[[nodiscard]] const char* name_of(Channel channel);

// What may stand on one line of a terminal or a file: control characters, line ends included, are
// blanks. UTF-8 stays.
[[nodiscard]] std::string on_one_line(const std::string& text);

// All members may be called from any thread.
class Outbox {
  public:
    static constexpr std::size_t most = 1000;  // older ones are forgotten

    // Called with each new message, one call at a time, in order.
    using Listener = std::function<void(const Message&)>;
    void add_listener(Listener listener);

    void deliver(Message message);

    // The oldest message (to `to`, where that is not empty) that take() has not handed out yet;
    // waits up to `patience` for one.
    std::optional<Message> take(const std::string& to, std::chrono::milliseconds patience);

    // Messages with a number above `number`; waits up to `patience` for one.
    std::vector<Message> after(std::uint64_t number, std::chrono::milliseconds patience);

    [[nodiscard]] std::vector<Message> all(const std::string& to) const;
    void clear();

  private:
    struct Kept {
        Message message;
        bool taken = false;
    };

    mutable std::mutex mutex_;
    std::condition_variable arrived_;
    std::vector<Listener> listeners_;
    std::deque<Kept> kept_;
    std::uint64_t last_ = 0;
};

}  // namespace infobip_otp::sandbox
