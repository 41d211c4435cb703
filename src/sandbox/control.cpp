// SPDX-License-Identifier: MIT
// The table of control commands.
#include "sandbox/control.hpp"

#include "base/text.hpp"

namespace infobip_otp::sandbox {
namespace {

using Printed = Result<std::string>;

constexpr const char* default_patience = "10s";
constexpr Length longest_patience = std::chrono::hours(1);

std::string argument(const Words& arguments, std::size_t at, const char* fallback) {
    return at < arguments.size() ? arguments[at] : fallback;
}

Result<Message> next_message(Controlled& controlled, const Words& arguments) {
    const std::string patience = argument(arguments, 0, default_patience);
    const auto length = parse_length(patience);
    if (!length || *length > longest_patience)
        return Error{"'" + printable(patience, 40) + "' is no time to wait; give for example 10s"};
    auto message = controlled.provider.outbox.take(argument(arguments, 1, ""), *length);
    if (!message) return Error{"no message came within " + patience};
    return *std::move(message);
}

Printed messages_list(Controlled& controlled, const Words& arguments) {
    auto all = Json::array();
    for (const Message& each : controlled.provider.outbox.all(argument(arguments, 0, "")))
        all.append(to_json(each));
    return all.dump() + "\n";
}

Printed messages_wait(Controlled& controlled, const Words& arguments) {
    const auto message = next_message(controlled, arguments);
    if (!message) return message.error();
    return to_json(*message).dump() + "\n";
}

Printed messages_pin(Controlled& controlled, const Words& arguments) {
    const auto message = next_message(controlled, arguments);
    if (!message) return message.error();
    return message->pin + "\n";
}

Printed messages_clear(Controlled& controlled, const Words&) {
    controlled.provider.outbox.clear();
    return std::string();
}

Printed counters_show(Controlled& controlled, const Words&) {
    return controlled.provider.counters.to_json().dump() + "\n";
}

Printed counters_reset(Controlled& controlled, const Words&) {
    controlled.provider.counters.reset();
    return std::string();
}

Printed faults_set(Controlled& controlled, const Words& arguments) {
    for (const std::string& each : arguments)
        if (auto done = controlled.faults.set(each); !done) return done.error();
    return std::string();
}

Printed faults_list(Controlled& controlled, const Words&) {
    std::string text;
    for (const std::string& each : controlled.faults.list()) text += each + "\n";
    return text;
}

Printed faults_clear(Controlled& controlled, const Words&) {
    controlled.faults.clear();
    return std::string();
}

Printed quirks_set(Controlled& controlled, const Words& arguments) {
    for (const std::string& each : arguments)
        if (auto done = controlled.api.set_quirk(each); !done) return done.error();
    return std::string();
}

Printed quirks_list(Controlled& controlled, const Words&) {
    std::string text;
    for (const QuirkRow& each : quirk_table())
        text += std::string(each.name) + "=" + controlled.api.quirk(each.quirk) + "\n";
    return text;
}

Printed clock_show(Controlled& controlled, const Words&) {
    return to_text(controlled.provider.clock.now()) + "\n";
}

Printed clock_advance(Controlled& controlled, const Words& arguments) {
    const auto length = parse_length(arguments[0]);
    if (!length || *length > std::chrono::hours(24 * 3660))
        return Error{"'" + printable(arguments[0], 40) +
                     "' is no length of time; give for example 5m"};
    controlled.provider.clock.advance(*length);
    return clock_show(controlled, {});
}

Printed clock_set(Controlled& controlled, const Words& arguments) {
    const auto time = parse_time(arguments[0]);
    if (!time)
        return Error{"'" + printable(arguments[0], 40) +
                     "' is no time of RFC 3339 in UTC; give for example 2026-01-31T12:34:56Z"};
    controlled.provider.clock.set(*time);
    return clock_show(controlled, {});
}

constexpr std::size_t many = 32;

constexpr Command commands[] = {
    {"messages list", "[NUMBER]", 0, 1, "all messages as a JSON array, oldest first",
     messages_list},
    {"messages wait", "[LENGTH [NUMBER]]", 0, 2,
     "the oldest message not yet handed out, as JSON; waits for one (10s)", messages_wait},
    {"messages pin", "[LENGTH [NUMBER]]", 0, 2, "the same, but prints the PIN alone", messages_pin},
    {"messages clear", "", 0, 0, "forget all messages", messages_clear},
    {"counters reset", "", 0, 0, "set them to zero", counters_reset},
    {"counters", "", 0, 0, "connections, handshakes, requests by route, sends, as JSON",
     counters_show},
    {"faults set", "FAULT...", 1, many, "as --fault, from the next request on", faults_set},
    {"faults list", "", 0, 0, "those that are set, one a line", faults_list},
    {"faults clear", "", 0, 0, "take all of them away", faults_clear},
    {"quirks set", "NAME=VALUE...", 1, many, "as --quirk, from the next request on", quirks_set},
    {"quirks list", "", 0, 0, "all with their values, one a line", quirks_list},
    {"clock advance", "LENGTH", 1, 1, "move the clock on (5m) and print it", clock_advance},
    {"clock set", "TIME", 1, 1,
     "set the clock to a time, earlier ones too (2026-01-31T12:34:56Z), and print it", clock_set},
    {"clock", "", 0, 0, "print the clock", clock_show},
};

bool starts_with(const Words& words, const Words& name) {
    if (words.size() < name.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i)
        if (words[i] != name[i]) return false;
    return true;
}

}  // namespace

std::span<const Command> command_table() {
    return commands;
}

Result<std::string> run_command(Controlled& controlled, const Words& words) {
    for (const Command& each : commands) {
        const auto parts = split_words(each.name);
        const Words name(parts.begin(), parts.end());
        if (!starts_with(words, name)) continue;
        const Words arguments(words.begin() + static_cast<std::ptrdiff_t>(name.size()),
                              words.end());
        if (arguments.size() < each.fewest || arguments.size() > each.most)
            return Error{"usage: ctl " + std::string(each.name) + " " +
                         std::string(each.arguments)};
        return each.run(controlled, arguments);
    }
    std::string known;
    for (const Command& each : commands) known += "\n  " + std::string(each.name);
    return Error{"no such command; known are:" + known};
}

}  // namespace infobip_otp::sandbox
