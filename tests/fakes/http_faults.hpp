// SPDX-License-Identifier: MIT
// HttpFaults: the misbehaving API server of http_faults.py, for the length of a test program.
#pragma once

#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "cmocka.hpp"
#include "fakes/temporary_folder.hpp"
#include "fakes/yardstick.hpp"

namespace infobip_otp::testing {

class HttpFaults {
  public:
    // `script`: http_faults.py.
    explicit HttpFaults(std::string script) {
        std::array<int, 2> ends{};
        assert_int_equal(pipe2(ends.data(), O_CLOEXEC), 0);
        const Descriptor read_end(ends[0]);
        life_ = Descriptor(ends[1]);  // the server ends when this does
        std::string folder = folder_.path_of("");
        std::string python = "python3";
        std::array<char*, 4> arguments = {python.data(), script.data(), folder.data(), nullptr};
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, read_end.get(), 0);
        assert_int_equal(
            posix_spawnp(&pid_, "python3", &actions, nullptr, arguments.data(), environ), 0);
        posix_spawn_file_actions_destroy(&actions);
        // Everybody may read the authority: the helper drops its privileges.
        assert_int_equal(chmod(folder.c_str(), 0755), 0);
        wait_for_ports();
    }
    ~HttpFaults() {
        life_.close();
        waitpid(pid_, nullptr, 0);
    }
    HttpFaults(const HttpFaults&) = delete;
    HttpFaults& operator=(const HttpFaults&) = delete;

    [[nodiscard]] std::string ca_file() const { return folder_.path_of("ca.pem"); }

    // "https://127.0.0.1:PORT" of the listener `name`.
    [[nodiscard]] std::string url(const std::string& name,
                                  std::string_view host = "127.0.0.1") const {
        return (name == "plain" || name.ends_with("proxy") ? "http://" : "https://") +
               std::string(host) + ":" + std::to_string(ports_.at(name));
    }

    // How often a line that begins so was seen since the last forget(): "tls request".
    [[nodiscard]] int count(std::string_view begin) const {
        int number = 0;
        for_each_line("seen", [&](const std::string& line) {
            if (line.starts_with(begin)) ++number;
        });
        return number;
    }
    [[nodiscard]] std::string seen() const { return read("seen"); }
    [[nodiscard]] std::string headers() const { return read("headers"); }
    // From now on `answer` of the list in http_faults.py is given by "tls" and "plain", whatever
    // the path is; "" ends it.
    void answer_with(const std::string& answer) const {
        std::ofstream(folder_.path_of("answer"), std::ios::trunc) << answer;
    }
    // What came before this call is seen and forgotten, a connection that nobody spoke on included.
    void forget() {
        settle("tls");
        std::ofstream(folder_.path_of("seen"), std::ios::trunc);
        std::ofstream(folder_.path_of("headers"), std::ios::trunc);
    }

  private:
    // A listener takes one connection after the other: it has seen all before this one when it
    // ends this one, which speaks no TLS.
    void settle(const std::string& name) const {
        const Descriptor last(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(ports_.at(name)));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(last.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) return;
        constexpr std::string_view no_hello = "no TLS, no TLS\n";
        static_cast<void>(!send(last.get(), no_hello.data(), no_hello.size(), MSG_NOSIGNAL));
        for (char byte = 0; ::read(last.get(), &byte, 1) > 0;) {
        }
    }

    void wait_for_ports() {
        // python3 or openssl is missing otherwise.
        assert_true(
            wait_until([&] { return access(folder_.path_of("ports").c_str(), R_OK) == 0; }));
        for_each_line("ports", [&](const std::string& line) {
            std::istringstream words(line);
            std::string name;
            int port = 0;
            words >> name >> port;
            ports_[name] = port;
        });
        assert_true(ports_.contains("refused"));
    }

    template <class Function>
    void for_each_line(std::string_view name, Function function) const {
        std::ifstream file(folder_.path_of(name));
        for (std::string line; std::getline(file, line);) function(line);
    }

    [[nodiscard]] std::string read(std::string_view name) const {
        std::ostringstream text;
        text << std::ifstream(folder_.path_of(name)).rdbuf();
        return text.str();
    }

    TemporaryFolder folder_;
    Descriptor life_;
    pid_t pid_ = -1;
    std::map<std::string, int> ports_;
};

}  // namespace infobip_otp::testing
