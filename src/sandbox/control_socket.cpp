// SPDX-License-Identifier: MIT
// The control socket, both ends.
#include "sandbox/control_socket.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <thread>

#include "base/file.hpp"

namespace infobip_otp::sandbox {
namespace {

constexpr std::size_t longest_command = 4096;
constexpr int most_at_once = 64;

Result<sockaddr_un> address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof(address.sun_path))
        return Error{"the path of a control socket has at most 107 bytes: " + path};
    path.copy(address.sun_path, path.size());
    return address;
}

Result<Descriptor> connect_to(const std::string& path) {
    const auto address = address_of(path);
    if (!address) return address.error();
    Descriptor made(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect(made.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof(*address)) != 0)
        return system_error("reaching the sandbox at " + path, errno);
    return made;
}

bool write_all(int descriptor, std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string read_all(int descriptor, std::size_t longest) {
    std::string text;
    std::array<char, 4096> piece{};
    while (text.size() < longest) {
        const ssize_t got = recv(descriptor, piece.data(), piece.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return text;
}

Words split_at_nul(const std::string& text) {
    Words words;
    std::string word;
    for (const char c : text) {
        if (c != '\0') {
            word += c;
            continue;
        }
        words.push_back(std::move(word));
        word.clear();
    }
    return words;
}

// Whoever may see PINs: root, and the user that runs the sandbox.
bool is_trusted(int descriptor) {
    ucred peer{};
    socklen_t size = sizeof(peer);
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == 0 || peer.uid == geteuid());
}

void answer(const Descriptor& connection, Controlled& controlled) {
    const timeval patience{5, 0};
    setsockopt(connection.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(connection.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    if (!is_trusted(connection.get())) return;
    const Words words = split_at_nul(read_all(connection.get(), longest_command));
    const auto printed = run_command(controlled, words);
    write_all(connection.get(), printed ? "ok\n" + *printed : "error\n" + printed.error().message);
}

}  // namespace

Result<std::unique_ptr<ControlSocket>> ControlSocket::open(const std::string& path) {
    const auto address = address_of(path);
    if (!address) return address.error();
    struct stat seen {};
    if (lstat(path.c_str(), &seen) == 0) {
        if (!S_ISSOCK(seen.st_mode) || connect_to(path))
            return Error{path + " is in use; give another --control path"};
        unlink(path.c_str());
    }
    Descriptor listening(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const mode_t before = umask(0177);  // never open to others, not even for a moment
    const int bound =
        bind(listening.get(), reinterpret_cast<const sockaddr*>(&*address), sizeof(*address));
    const int reason = errno;
    umask(before);
    if (bound != 0) return system_error("making the control socket " + path, reason);
    if (listen(listening.get(), most_at_once) != 0)
        return system_error("listening on the control socket " + path, errno);
    return std::unique_ptr<ControlSocket>(new ControlSocket(path, std::move(listening)));
}

ControlSocket::~ControlSocket() {
    unlink(path_.c_str());
}

void ControlSocket::serve(Controlled& controlled) {
    std::thread([descriptor = listening_.get(), &controlled] {
        static std::atomic<int> open_now{0};
        while (true) {
            Descriptor connection(accept4(descriptor, nullptr, nullptr, SOCK_CLOEXEC));
            if (!connection.is_open() || open_now >= most_at_once) continue;
            ++open_now;
            std::thread([owned = std::move(connection), &controlled] {
                answer(owned, controlled);
                --open_now;
            }).detach();
        }
    }).detach();
}

Result<std::string> send_command(const std::string& path, const Words& words) {
    auto connection = connect_to(path);
    if (!connection) return connection.error();
    std::string text;
    for (const std::string& word : words) text += word + '\0';
    // Whoever is not trusted is hung up on, perhaps before this is written: then no answer comes.
    write_all(connection->get(), text);
    shutdown(connection->get(), SHUT_WR);
    std::string reply = read_all(connection->get(), 64 * 1024 * 1024);
    const std::size_t end = reply.find('\n');
    if (end == std::string::npos)
        return Error{"the sandbox at " + path + " gave no answer; is it run by another user?"};
    if (reply.substr(0, end) != "ok") return Error{reply.substr(end + 1)};
    return reply.substr(end + 1);
}

}  // namespace infobip_otp::sandbox
