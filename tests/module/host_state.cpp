// SPDX-License-Identifier: MIT
// HostState.
#include "module/host_state.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <clocale>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "module/failing_system.hpp"

extern char** environ;

namespace infobip_otp::testing {
namespace {

namespace fs = std::filesystem;

void add_descriptors(std::ostream& out) {
    std::error_code ignored;
    for (int number = 0; number < 1024; ++number) {
        if (fcntl(number, F_GETFD) < 0) continue;
        const fs::path link = fs::read_symlink("/proc/self/fd/" + std::to_string(number), ignored);
        out << "descriptor " << number << " " << link.string() << " flags "
            << fcntl(number, F_GETFD) << " " << fcntl(number, F_GETFL) << "\n";
    }
}

void add_signals(std::ostream& out) {
    for (int number = 1; number < NSIG; ++number) {
        struct sigaction action {};
        if (sigaction(number, nullptr, &action) != 0) continue;
        out << "signal " << number << " " << reinterpret_cast<void*>(action.sa_handler) << " "
            << action.sa_flags << "\n";
    }
}

// The lines of /proc/self/status that hold state and no figures.
void add_status(std::ostream& out) {
    std::ifstream in("/proc/self/status");
    for (std::string line; std::getline(in, line);)
        for (const char* name : {"Umask", "Uid", "Gid", "Groups", "Threads", "SigPnd", "ShdPnd",
                                 "SigBlk", "SigIgn", "SigCgt", "CapEff", "NoNewPrivs", "Seccomp"})
            if (line.starts_with(std::string(name) + ":")) out << line << "\n";
}

void add_limits(std::ostream& out) {
    for (int number = 0; number < RLIM_NLIMITS; ++number) {
        rlimit limit{};
        getrlimit(static_cast<__rlimit_resource>(number), &limit);
        out << "limit " << number << " " << limit.rlim_cur << " " << limit.rlim_max << "\n";
    }
}

void add_children(std::ostream& out) {
    if (!is_plain_build) return;
    siginfo_t child{};
    const int found = waitid(P_ALL, 0, &child, WEXITED | WNOHANG | WNOWAIT);
    out << "children " << (found == 0 ? "some" : "none") << "\n";
}

}  // namespace

std::string host_state() {
    std::ostringstream out;
    add_descriptors(out);
    add_signals(out);
    add_status(out);
    add_limits(out);
    add_children(out);
    std::error_code ignored;
    out << "folder " << fs::current_path(ignored).string() << "\n";
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable)
        out << "variable " << *variable << "\n";
    out << "locale " << setlocale(LC_ALL, nullptr) << "\n";
    out << "nice " << getpriority(PRIO_PROCESS, 0) << "\n";
    itimerval timer{};
    getitimer(ITIMER_REAL, &timer);
    out << "timer " << timer.it_value.tv_sec << " " << timer.it_value.tv_usec << "\n";
    return out.str();
}

std::string difference(const std::string& before, const std::string& after) {
    const auto lines = [](const std::string& text) {
        std::multiset<std::string> all;
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);) all.insert(line);
        return all;
    };
    const auto had = lines(before);
    const auto has = lines(after);
    std::string found;
    for (const std::string& line : had)
        if (!has.contains(line)) found += "- " + line + "\n";
    for (const std::string& line : has)
        if (!had.contains(line)) found += "+ " + line + "\n";
    return found;
}

}  // namespace infobip_otp::testing
