// SPDX-License-Identifier: MIT
// The outbox.
#include "sandbox/outbox.hpp"

#include "sandbox/phone_number.hpp"

namespace infobip_otp::sandbox {
namespace {

bool is_for(const Message& message, const std::string& to) {
    return to.empty() || without_plus(message.to) == without_plus(to);
}

}  // namespace

const char* name_of(Channel channel) {
    switch (channel) {
        case Channel::sms: return "SMS";
        case Channel::voice: return "call";
        case Channel::email: return "e-mail";
    }
    return "";
}

std::string on_one_line(const std::string& text) {
    std::string clean;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const bool c1 =
            byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        if (c1) ++i;  // U+0080 to U+009F: terminals take some of them for ESC [
        clean += byte < 0x20 || byte == 0x7F || c1 ? ' ' : text[i];
    }
    return clean;
}

Json to_json(const Message& message) {
    auto json = Json::object();
    json.set("number", Json(static_cast<std::int64_t>(message.number)));
    json.set("channel", name_of(message.channel)).set("to", message.to).set("from", message.from);
    json.set("text", message.text).set("pin", message.pin).set("pinId", message.pin_id);
    return json.set("sentAt", to_text(message.sent_at));
}

void Outbox::add_listener(Listener listener) {
    const std::lock_guard lock(mutex_);
    listeners_.push_back(std::move(listener));
}

void Outbox::deliver(Message message) {
    const std::lock_guard lock(mutex_);
    message.number = ++last_;
    for (const Listener& listener : listeners_) listener(message);
    kept_.push_back({std::move(message)});
    if (kept_.size() > most) kept_.pop_front();
    arrived_.notify_all();
}

std::optional<Message> Outbox::take(const std::string& to, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    std::optional<Message> taken;
    arrived_.wait_for(lock, patience, [&] {
        for (Kept& each : kept_) {
            if (each.taken || !is_for(each.message, to)) continue;
            each.taken = true;
            taken = each.message;
            return true;
        }
        return false;
    });
    return taken;
}

std::vector<Message> Outbox::after(std::uint64_t number, std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, patience, [&] { return last_ > number; });
    std::vector<Message> newer;
    for (const Kept& each : kept_)
        if (each.message.number > number) newer.push_back(each.message);
    return newer;
}

std::vector<Message> Outbox::all(const std::string& to) const {
    const std::lock_guard lock(mutex_);
    std::vector<Message> all;
    for (const Kept& each : kept_)
        if (is_for(each.message, to)) all.push_back(each.message);
    return all;
}

void Outbox::clear() {
    const std::lock_guard lock(mutex_);
    kept_.clear();
}

}  // namespace infobip_otp::sandbox
