// SPDX-License-Identifier: MIT
// A program in the helper's place that turns on its host: it confines itself as the helper does,
// then tries what a broken helper would be made to try, and answers with what it could do.
//
// The module starts it like the helper (setting `helper`) and logs the answer: helper_unusable,
// "probe: tried N, could: " and the names, or "nothing". With an argument it confines nothing and
// prints what it could do: what "nothing" is to be compared with.
#include <fcntl.h>
#include <grp.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <iterator>
#include <string>

#include "base/descriptor.hpp"
#include "confinement/confine.hpp"
#include "infobip_otp/pin_service.hpp"
#include "link/records.hpp"

using namespace infobip_otp;

namespace {

pid_t host = 0;

bool opens(const std::string& path, int flags = O_RDONLY) {
    return Descriptor(open(path.c_str(), flags | O_CLOEXEC)).is_open();
}

bool opens_of_host(const char* name) {
    return opens("/proc/" + std::to_string(host) + "/" + name);
}

bool reads_memory_of_host() {
    char byte = 0;
    iovec here{&byte, 1};
    iovec there{&host, 1};  // an address that host and probe need not share: any fault is EFAULT
    return process_vm_readv(host, &here, 1, &there, 1, 0) >= 0 || errno == EFAULT;
}

bool takes_descriptor_of_host() {
    const Descriptor handle(static_cast<int>(syscall(SYS_pidfd_open, host, 0)));
    return handle.is_open() &&
           Descriptor(static_cast<int>(syscall(SYS_pidfd_getfd, handle.get(), 0, 0))).is_open();
}

bool binds_a_low_port() {
    const Descriptor low(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(443);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return bind(low.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

bool raises_a_limit() {
    const rlimit more{1024, 1024};
    return setrlimit(RLIMIT_NOFILE, &more) == 0;
}

bool becomes_urgent() {
    const sched_param priority{1};
    return sched_setscheduler(0, SCHED_FIFO, &priority) == 0;
}

bool is_host_traced() {
    if (ptrace(PTRACE_SEIZE, host, nullptr, nullptr) != 0) return false;
    ptrace(PTRACE_DETACH, host, nullptr, nullptr);
    return true;
}

struct Try {
    const char* name;
    bool (*succeeds)();
};

constexpr Try tries[] = {
    {"key file", [] { return opens("/etc/infobip-otp/api-key"); }},
    {"users file", [] { return opens("/etc/infobip-otp/users"); }},
    {"state folder", [] { return opens("/var/lib/infobip-otp", O_RDONLY | O_DIRECTORY); }},
    {"shadow", [] { return opens("/etc/shadow"); }},
    {"settings to write", [] { return opens("/etc/infobip-otp/infobip-otp.conf", O_WRONLY); }},
    {"PAM lines to write", [] { return opens("/etc/pam.d/su", O_WRONLY); }},
    {"host's memory", [] { return opens_of_host("mem"); }},
    {"host's environment", [] { return opens_of_host("environ"); }},
    {"host's maps", [] { return opens_of_host("maps"); }},
    {"host's descriptors", [] { return opens_of_host("fd") || opens_of_host("fd/0"); }},
    {"host's folder", [] { return opens_of_host("cwd") || opens_of_host("root"); }},
    {"host's memory by call", [] { return reads_memory_of_host(); }},
    {"host's descriptor by call", [] { return takes_descriptor_of_host(); }},
    {"tracing the host", [] { return is_host_traced(); }},
    {"signals to the host", [] { return kill(host, 0) == 0 || kill(host, SIGSTOP) == 0; }},
    {"signals to init", [] { return kill(1, 0) == 0; }},
    {"setuid", [] { return setuid(0) == 0 || seteuid(0) == 0 || setreuid(0, 0) == 0; }},
    {"setgid", [] { return setgid(0) == 0 || setegid(0) == 0; }},
    {"setgroups", [] { return setgroups(0, nullptr) == 0; }},
    {"chroot", [] { return chroot("/") == 0; }},
    {"mount", [] { return mount("none", "/mnt", "tmpfs", 0, nullptr) == 0; }},
    {"device", [] { return mknod("/tmp/probe", S_IFCHR, makedev(1, 3)) == 0; }},
    {"chown", [] { return chown("/etc/passwd", getuid(), getgid()) == 0; }},
    {"host name", [] { return sethostname("probe", 5) == 0; }},
    {"low port", [] { return binds_a_low_port(); }},
    {"raw socket", [] { return Descriptor(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)).is_open(); }},
    {"a limit", [] { return raises_a_limit(); }},
    {"priority", [] { return becomes_urgent(); }},
};

std::string try_everything() {
    std::string could;
    for (const Try& one : tries)
        if (one.succeeds()) could += std::string(could.empty() ? "" : ", ") + one.name;
    return "probe: tried " + std::to_string(std::size(tries)) +
           ", could: " + (could.empty() ? "nothing" : could);
}

// Nobody's child, it knows its host by who made the wall.
pid_t maker_of_the_wall() {
    ucred maker{};
    socklen_t size = sizeof maker;
    return getsockopt(3, SOL_SOCKET, SO_PEERCRED, &maker, &size) == 0 ? maker.pid : -1;
}

}  // namespace

int main(int argc, char** /*argv*/) {
    host = argc > 1 ? getppid() : maker_of_the_wall();
    if (argc > 1) return std::puts(try_everything().c_str()) < 0 ? 1 : 0;
    const auto confined = confine();
    const ConfinedRecord said;
    if (!send_record(3, &said, sizeof said)) return 5;
    ReplyRecord reply;
    reply.outcome = static_cast<std::uint32_t>(PinOutcome::helper_unusable);
    const std::string detail = confined ? try_everything() : confined.error().message;
    OpeningRecord opening;
    RequestRecord request;
    if (receive_record(3, &opening, sizeof opening) != Received::record) return 1;
    if (receive_record(3, &request, sizeof request) != Received::record) return 2;
    if (!put_text(reply.detail, std::string_view(detail).substr(0, sizeof reply.detail - 1)))
        return 3;
    return send_record(3, &reply, sizeof reply) ? 0 : 4;
}
