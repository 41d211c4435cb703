// SPDX-License-Identifier: MIT
// HostProcess: one packet for each thing that is said.
#include "module/host_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "module/host_state.hpp"

namespace infobip_otp::testing {
namespace {

// The first byte of a packet; the second is a Failing of an answer, or the priority of a line.
enum class Packet : char { call = 'C', shown, logged, asks, answer, hang_up, done };

constexpr std::size_t head_size = 2;
constexpr std::size_t longest_packet = 512 * 1024;

bool say(int socket, Packet packet, std::string_view text, int second = 0) {
    char head[head_size] = {static_cast<char>(packet), static_cast<char>(second)};
    iovec parts[] = {{head, head_size}, {const_cast<char*>(text.data()), text.size()}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    return sendmsg(socket, &message, MSG_NOSIGNAL) >= 0;
}

// The text of the next packet, on the heap and in no other place; nullptr: the other side is gone.
char* hear(int socket, char (&head)[head_size], std::size_t& size) {
    const ssize_t whole = recv(socket, nullptr, 0, MSG_PEEK | MSG_TRUNC);
    if (whole < static_cast<ssize_t>(head_size)) return nullptr;
    size = static_cast<std::size_t>(whole) - head_size;
    auto* text = static_cast<char*>(std::malloc(size + 1));
    if (text == nullptr) return nullptr;
    iovec parts[] = {{head, head_size}, {text, size}};
    msghdr message{};
    message.msg_iov = parts;
    message.msg_iovlen = 2;
    if (recvmsg(socket, &message, 0) != whole) return nullptr;
    text[size] = '\0';
    return text;
}

// Texts with a NUL behind each.
void add(std::string& packed, std::string_view text) {
    packed += std::string(text) + '\0';
}

std::string pack(const PamCall& call) {
    std::string packed;
    add(packed, call.folder);
    add(packed, call.service);
    add(packed, call.user ? "+" + *call.user : "-");
    add(packed, std::to_string(call.items.size()));
    for (const auto& [type, value] : call.items) {
        add(packed, std::to_string(type));
        add(packed, value);
    }
    add(packed, std::to_string(call.variables.size()));
    for (const auto& [name, value] : call.variables) {
        add(packed, name);
        add(packed, value);
    }
    std::string asked;
    for (const Asked one : call.asked) asked += static_cast<char>(one);
    add(packed, asked);
    for (const Failing what : call.failing) add(packed, std::to_string(static_cast<int>(what)));
    return packed;
}

PamCall unpack(const char* text, std::size_t size) {
    const char* const end = text + size;
    const auto take = [&] {
        const std::string one = text;
        text += one.size() + 1;
        return one;
    };
    PamCall call;
    call.folder = take();
    call.service = take();
    const std::string user = take();
    if (user[0] == '+') call.user = user.substr(1);
    for (int count = std::stoi(take()); count > 0; --count) {
        const int type = std::stoi(take());
        call.items[type] = take();
    }
    for (int count = std::stoi(take()); count > 0; --count) {
        const std::string name = take();
        call.variables[name] = take();
    }
    call.asked.clear();
    for (const char one : take()) call.asked.push_back(static_cast<Asked>(one));
    while (text < end) call.failing.push_back(static_cast<Failing>(std::stoi(take())));
    return call;
}

class PersonElsewhere final : public PamPerson {
  public:
    explicit PersonElsewhere(int socket) : socket_(socket) {}
    void shown(const char* text) override { say(socket_, Packet::shown, text); }
    void logged(int priority, const char* line) override {
        say(socket_, Packet::logged, line, priority);
    }
    char* answer(bool& gone) override {
        say(socket_, Packet::asks, "");
        char head[head_size] = {};
        std::size_t size = 0;
        char* text = hear(socket_, head, size);
        gone = text == nullptr || static_cast<Packet>(head[0]) != Packet::answer;
        const auto failing = static_cast<Failing>(head[1]);
        // A host that throws instead of answering wipes what it had; the module never saw it.
        if (failing == Failing::host && text != nullptr) explicit_bzero(text, size);
        begin_failing(failing);
        if (!gone) return text;
        std::free(text);
        return nullptr;
    }

  private:
    int socket_;
};

[[noreturn]] void be_host(int socket) {
    for (;;) {
        char head[head_size] = {};
        std::size_t size = 0;
        char* text = hear(socket, head, size);
        if (text == nullptr) _exit(0);
        const PamCall call = unpack(text, size);
        std::free(text);
        PersonElsewhere person(socket);
        const std::string before = host_state();
        const int code = run_pam_call(call, person);
        char first[16];
        std::snprintf(first, sizeof first, "%d", code);
        // Where the memory is gone there is none to say more.
        say(socket, Packet::done, first);
        std::string changed;
        try {
            changed = difference(before, host_state());
        } catch (const std::bad_alloc&) {
        }
        say(socket, Packet::done, changed);
    }
}

}  // namespace

HostProcess::HostProcess() {
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
        throw std::runtime_error("socketpair");
    const int most = longest_packet;
    setsockopt(pair[0], SOL_SOCKET, SO_SNDBUF, &most, sizeof most);
    setsockopt(pair[1], SOL_SOCKET, SO_SNDBUF, &most, sizeof most);
    pid_ = fork();
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(pair[0]);
        be_host(pair[1]);
    }
    close(pair[1]);
    socket_ = pair[0];
}

HostProcess::~HostProcess() {
    close(socket_);
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

void HostProcess::run(const PamCall& call, ScriptedPerson& person, PamResult& result) {
    say(socket_, Packet::call, pack(call));
    bool has_code = false;
    for (;;) {
        char head[head_size] = {};
        std::size_t size = 0;
        char* text = hear(socket_, head, size);
        if (text == nullptr) {
            result.crashed = !has_code;
            spent_ = true;
            return;
        }
        const std::string said = text;
        std::free(text);
        Failing failing = Failing::nothing;
        switch (static_cast<Packet>(head[0])) {
            case Packet::shown: person.shown(said.c_str()); break;
            case Packet::logged: person.logged(head[1], said.c_str()); break;
            case Packet::asks: {
                const auto typed = person.next(failing);
                spent_ = spent_ || failing == Failing::memory;
                say(socket_, typed ? Packet::answer : Packet::hang_up, typed.value_or(""),
                    static_cast<int>(failing));
                break;
            }
            case Packet::done:
                if (has_code) {
                    result.changed = said;
                    return;
                }
                result.code = std::stoi(said);
                has_code = true;
                for (const Failing what : call.failing) spent_ = spent_ || what == Failing::memory;
                break;
            case Packet::call:
            case Packet::answer:
            case Packet::hang_up: throw std::logic_error("a host that says what it should hear");
        }
    }
}

}  // namespace infobip_otp::testing
