// SPDX-License-Identifier: MIT
// For LD_PRELOAD under valgrind 3.19, which knows no pidfd: a process outside opens it and hands it
// over by the abstract socket PIDFD_SERVER. Nothing is signalled by it: the helper ends by itself
// when its socket closes, and so callgrind can say what it counted there.
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

int connect_outside() {
    const char* const name = std::getenv("PIDFD_SERVER");
    const int made = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    // Abstract: the first byte is 0 and the length counts.
    const std::string_view text = name == nullptr ? "" : name;
    text.copy(address.sun_path + 1, sizeof address.sun_path - 1);
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
    if (connect(made, reinterpret_cast<const sockaddr*>(&address), length) == 0) return made;
    close(made);
    return -1;
}

int receive_descriptor(int from) {
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    char byte = 0;
    iovec part{&byte, 1};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const cmsghdr* head = nullptr;
    if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) == 1) head = CMSG_FIRSTHDR(&message);
    int received = -1;
    if (head != nullptr && head->cmsg_type == SCM_RIGHTS)
        std::memcpy(&received, CMSG_DATA(head), sizeof received);
    return received;
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int pidfd_open(pid_t pid, unsigned int) {
    const int outside = connect_outside();
    int received = -1;
    if (outside >= 0 && write(outside, &pid, sizeof pid) == sizeof pid)
        received = receive_descriptor(outside);
    if (outside >= 0) close(outside);
    if (received < 0) errno = ENOSYS;
    return received;
}

extern "C" __attribute__((visibility("default"))) int pidfd_send_signal(int, int, siginfo_t*,
                                                                        unsigned int) {
    return 0;
}
