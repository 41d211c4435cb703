// SPDX-License-Identifier: MIT
// A helper that does what its file is called: started by the module's side like the real one, with
// no argument or environment that could tell it. See test_helper_pin_service.cpp.
#include <dirent.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "infobip_otp/pin_service.hpp"
#include "link/records.hpp"

extern char** environ;

using namespace infobip_otp;

namespace {

constexpr int wall = 3;

std::string own_name() {
    char path[4096];
    const ssize_t size = readlink("/proc/self/exe", path, sizeof path);
    const std::string text(path, static_cast<std::size_t>(size > 0 ? size : 0));
    return text.substr(text.find_last_of('/') + 1);
}

std::string open_descriptors() {
    std::string all;
    DIR* folder = opendir("/proc/self/fd");
    while (const dirent* entry = readdir(folder)) {
        const int number = std::atoi(entry->d_name);
        if (entry->d_name[0] != '.' && number != dirfd(folder)) all += entry->d_name;
    }
    closedir(folder);
    return all;
}

unsigned ignored_or_blocked_signals() {
    unsigned count = 0;
    sigset_t mask;
    sigprocmask(SIG_BLOCK, nullptr, &mask);
    for (int number = 1; number < 32; ++number) {
        struct sigaction action {};
        if (sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) ++count;
        if (sigismember(&mask, number) == 1) ++count;
    }
    return count;
}

// What the module's side has made of this process.
std::string surroundings(const char* first_argument) {
    char folder[4096];
    unsigned variables = 0;
    while (environ[variables] != nullptr) ++variables;
    return std::string("argv0=") + first_argument + " variables=" + std::to_string(variables) +
           " descriptors=" + open_descriptors() + " cwd=" + getcwd(folder, sizeof folder) +
           " session=" + (getsid(0) == getpid() ? "own" : "inherited") +
           " signals=" + std::to_string(ignored_or_blocked_signals());
}

// Every setting that came over the wall, in the words of the settings file.
std::string settings_of(const OpeningRecord& opening) {
    const auto number = [](std::uint32_t value) { return std::to_string(value); };
    return std::string("url=") + opening.base_url + " app=" + opening.application_id +
           " msg=" + opening.message_id + " sender=" + opening.sender +
           " ca_path=" + opening.ca_path + " ca_file=" + opening.ca_file +
           " proxy=" + opening.proxy + " lookup=" + number(opening.number_lookup) +
           " connect=" + number(opening.connect_timeout_ms) +
           " request=" + number(opening.request_timeout_ms) +
           " life=" + number(opening.longest_life_ms);
}

ReplyRecord reply_to(const RequestRecord& request) {
    ReplyRecord reply;
    const auto kind = static_cast<RecordKind>(request.head.kind);
    const bool right = std::strcmp(request.code, "123456") == 0;
    PinOutcome outcome = PinOutcome::sent;
    if (kind == RecordKind::verify) outcome = right ? PinOutcome::verified : PinOutcome::wrong_code;
    reply.outcome = static_cast<std::uint32_t>(outcome);
    reply.http_status = 200;
    static_cast<void>(put_text(reply.pin_id, "PIN-1_a"));
    static_cast<void>(put_text(reply.provider_request_id, "req\x1b-9"));
    return reply;
}

void say_confined(const char* problem) {
    ConfinedRecord said;
    static_cast<void>(put_text(said.problem, problem) && send_record(wall, &said, sizeof said));
}

// What it says before anything else; false: it is no confinement, and it ends.
bool begin(const std::string& name) {
    ConfinedRecord said;
    if (name == "unusable") {
        say_confined("the user _infobip-otp does not exist");
        return false;
    }
    if (name == "unended-problem") std::memset(said.problem, 'x', sizeof said.problem);
    if (name == "other-beginning") said.head.kind = static_cast<std::uint32_t>(RecordKind::opening);
    if (name == "other-version") said.head.version = record_version + 1;
    std::size_t size = sizeof said;
    if (name == "short-beginning") size -= 1;
    if (name != "says-nothing") static_cast<void>(send(wall, &said, size, MSG_NOSIGNAL));
    return true;
}

[[noreturn]] void serve(const std::string& name, const char* first_argument) {
    OpeningRecord opening;
    RequestRecord request;
    if (receive_record(wall, &opening, sizeof opening) != Received::record) std::exit(2);
    for (unsigned served = 0;; ++served) {
        if (receive_record(wall, &request, sizeof request) != Received::record) std::exit(0);
        if (name == "dies-at-the-request") std::exit(1);
        if (name == "dies-after-one" && served == 1) std::exit(1);
        if (name == "deaf") pause();
        ReplyRecord reply = reply_to(request);
        std::string detail = std::string("key=") + opening.api_key + " to=" + request.to;
        if (name == "surroundings") detail = surroundings(first_argument);
        if (name == "number") detail = std::to_string(getpid());
        if (name == "settings") detail = settings_of(opening);
        static_cast<void>(put_text(reply.detail, std::string_view(detail).substr(0, 256)));
        if (name == "other-version-later") reply.head.version = record_version + 1;
        if (name == "other-kind") reply.head.kind = static_cast<std::uint32_t>(RecordKind::send);
        if (name == "no-outcome") reply.outcome = 0;
        if (name == "unknown-outcome") reply.outcome = 200;
        if (name == "always-verified")
            reply.outcome = static_cast<std::uint32_t>(PinOutcome::verified);
        if (name == "always-sent") reply.outcome = static_cast<std::uint32_t>(PinOutcome::sent);
        if (name == "unsafe-pin-id") static_cast<void>(put_text(reply.pin_id, "../x"));
        if (name == "unended-text") std::memset(reply.detail, 'x', sizeof reply.detail);
        if (name == "status-of-nowhere") reply.http_status = 70000;
        if (name == "twice-fresh") reply.fresh_connection = 2;
        std::size_t size = sizeof reply;
        if (name == "short-record") size -= 1;
        static char longer[sizeof(ReplyRecord) + 1];
        std::memcpy(longer, &reply, sizeof reply);
        if (name == "long-record") size += 1;
        static_cast<void>(send(wall, longer, size, MSG_NOSIGNAL));
    }
}

}  // namespace

int main(int, char** argv) {
    const std::string name = own_name();
    if (name == "dies-at-once") return 1;
    if (!begin(name)) return 1;
    serve(name, argv[0]);
}
