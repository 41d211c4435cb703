// SPDX-License-Identifier: MIT
// Progress.
#include "admin/progress.hpp"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string_view>
#include <system_error>

namespace infobip_otp::admin {
namespace {

constexpr std::chrono::seconds patience(1);

// Not by stdio: a fork of this process may not find its lock held.
void write_to_terminal(std::string_view text) {
    static_cast<void>(!::write(STDERR_FILENO, text.data(), text.size()));
}

}  // namespace

Progress::Progress(std::string what) : line_("infobip-otp: " + std::move(what) + " ...") {
    if (isatty(STDERR_FILENO) == 0) return;
    // A new thread has the mask of its maker: signals are for the one that works, who may have them
    // wait (signals_wait.hpp) or have a wait of its own ended by them.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        teller_ = std::thread([this] { wait_and_tell(); });
    } catch (const std::system_error&) {
        // No process left: there may be no line then, but what was asked for is done.
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Progress::~Progress() {
    if (!teller_.joinable()) return;
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;
    }
    ended_.notify_one();
    teller_.join();
}

void Progress::wait_and_tell() {
    std::unique_lock lock(mutex_);
    if (ended_.wait_for(lock, patience, [this] { return is_over_; })) return;
    write_to_terminal(line_);
    ended_.wait(lock, [this] { return is_over_; });
    write_to_terminal("\r" + std::string(line_.size(), ' ') + "\r");
}

}  // namespace infobip_otp::admin
