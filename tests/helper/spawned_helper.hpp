// SPDX-License-Identifier: MIT
// SpawnedHelper: the real program behind a real socket, started as a test wants it.
#pragma once

#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "cmocka.hpp"
#include "fakes/yardstick.hpp"
#include "infobip_otp/pin_service.hpp"
#include "link/records.hpp"

namespace infobip_otp::testing {

class SpawnedHelper {
  public:
    // `before` runs in the new process, before the program does. There is no lifeline.
    explicit SpawnedHelper(const std::string& program,
                           const std::function<void()>& before = nullptr,
                           std::vector<std::string> environment = {}) {
        std::array<int, 2> ends{};
        assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()), 0);
        socket_ = Descriptor(ends[0]);
        const Descriptor theirs(ends[1]);
        pid_ = fork();
        assert_true(pid_ >= 0);
        if (pid_ == 0) run(program, theirs.get(), before, environment);
    }
    ~SpawnedHelper() {
        if (pid_ <= 0) return;
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    SpawnedHelper(const SpawnedHelper&) = delete;
    SpawnedHelper& operator=(const SpawnedHelper&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }
    [[nodiscard]] int socket() const { return socket_.get(); }
    void hang_up() { socket_.close(); }

    void give(const void* record, std::size_t size) {
        // A helper that is gone is noticed at the answer.
        static_cast<void>(send_record(socket_.get(), record, size));
    }

    void ask(RecordKind kind, std::string_view to, std::string_view pin_id = "",
             std::string_view code = "") {
        RequestRecord request;
        request.head.kind = static_cast<std::uint32_t>(kind);
        assert_true(put_text(request.to, to) && put_text(request.pin_id, pin_id) &&
                    put_text(request.code, code));
        give(&request, sizeof request);
    }

    // Waits for what it says first: "" where it is confined, or the problem.
    std::string confined() { return confined_on(socket_.get()); }

    static std::string confined_on(int socket) {
        ConfinedRecord said;
        pollfd readable{socket, POLLIN, 0};
        assert_int_equal(poll(&readable, 1, 30'000), 1);
        assert_same(receive_record(socket, &said, sizeof said), Received::record);
        return said.problem;
    }

    // Waits for one reply; none is a failure of the test.
    ReplyRecord reply() { return reply_on(socket_.get()); }

    static ReplyRecord reply_on(int socket) {
        ReplyRecord record;
        pollfd readable{socket, POLLIN, 0};
        assert_int_equal(
            poll(&readable, 1, static_cast<int>(stretched(std::chrono::minutes(1)).count())), 1);
        assert_same(receive_record(socket, &record, sizeof record), Received::record);
        return record;
    }

    ReplyRecord send(std::string_view to = "41793026727") {
        ask(RecordKind::send, to);
        return reply();
    }

    // Waits for the end; returns the status of waitpid(2).
    int end() {
        int status = 0;
        assert_int_equal(waitpid(pid_, &status, 0), pid_);
        pid_ = -1;
        return status;
    }
    void ends_with(int exit_status) {
        const int status = end();
        assert_true(WIFEXITED(status));
        assert_int_equal(WEXITSTATUS(status), exit_status);
    }

    // The value behind "Name:" in /proc/PID/status, white space made single.
    [[nodiscard]] std::string status(std::string_view name) const {
        std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
        for (std::string line; std::getline(file, line);) {
            if (!line.starts_with(std::string(name) + ":")) continue;
            std::istringstream words(line.substr(name.size() + 1));
            std::string all;
            for (std::string word; words >> word;) all += (all.empty() ? "" : " ") + word;
            return all;
        }
        return "(no such line)";
    }

    // Soft and hard limit, as /proc/PID/limits has them.
    [[nodiscard]] std::string limit(std::string_view name) const {
        std::ifstream file("/proc/" + std::to_string(pid_) + "/limits");
        for (std::string line; std::getline(file, line);) {
            if (!line.starts_with(name)) continue;
            std::istringstream words(line.substr(name.size()));
            std::string soft;
            std::string hard;
            words >> soft >> hard;
            return soft + " " + hard;
        }
        return "(no such line)";
    }

  private:
    [[noreturn]] static void run(const std::string& program, int socket,
                                 const std::function<void()>& before,
                                 std::vector<std::string>& environment) {
        if (before) before();
        if (dup2(socket, 3) != 3) _exit(125);  // without the close-on-exec flag of the original
        closefrom(4);
        std::string name = "infobip-otp-helper";
        std::array<char*, 2> arguments = {name.data(), nullptr};
        std::vector<char*> variables;
        for (std::string& variable : environment) variables.push_back(variable.data());
        variables.push_back(nullptr);
        execve(program.c_str(), arguments.data(), variables.data());
        _exit(126);
    }

    Descriptor socket_;
    pid_t pid_ = -1;
};

}  // namespace infobip_otp::testing
