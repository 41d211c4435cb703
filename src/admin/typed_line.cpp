// SPDX-License-Identifier: MIT
// Typed line.
#include "admin/typed_line.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "admin/interrupt_words.hpp"
#include "base/descriptor.hpp"

namespace infobip_otp::admin {
namespace {

constexpr std::size_t longest = 4096;

// While it lives the terminal shows nothing. The signals that would end or stop this process wait:
// they are seen through a descriptor, and take their course in take_signals().
class HiddenTerminal {
  public:
    HiddenTerminal() {
        sigemptyset(&waiting_);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP})
            sigaddset(&waiting_, signal);
        arrived_ = Descriptor(signalfd(-1, &waiting_, SFD_CLOEXEC | SFD_NONBLOCK));
        hide();
    }
    ~HiddenTerminal() {
        show();
        static_cast<void>(!::write(STDERR_FILENO, "\n", 1));
    }
    HiddenTerminal(const HiddenTerminal&) = delete;
    HiddenTerminal& operator=(const HiddenTerminal&) = delete;

    [[nodiscard]] int signals() const { return arrived_.get(); }
    // Returns where a stopped process was continued.
    void take_signals() {
        show();
        hide();
    }

  private:
    void hide() {
        sigprocmask(SIG_BLOCK, &waiting_, &mask_);
        tcgetattr(STDIN_FILENO, &before_);
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    void show() {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        sigprocmask(SIG_SETMASK, &mask_, nullptr);
    }

    sigset_t waiting_{};
    sigset_t mask_{};
    termios before_{};
    Descriptor arrived_;
};

// Until LF, the end, or `longest` bytes; false: the end, with nothing before it.
bool read_line(std::array<char, longest>& line, std::size_t& size, HiddenTerminal* hidden) {
    while (size < line.size()) {
        pollfd waiting[2] = {{STDIN_FILENO, POLLIN, 0},
                             {hidden == nullptr ? -1 : hidden->signals(), POLLIN, 0}};
        if (poll(waiting, 2, -1) < 0 && errno != EINTR) return false;
        if (waiting[1].revents != 0) hidden->take_signals();
        if (waiting[0].revents == 0) continue;
        const ssize_t got = read(STDIN_FILENO, line.data() + size, 1);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return size > 0;
        if (line[size] == '\n') return true;
        ++size;
    }
    return true;
}

}  // namespace

std::optional<Secret> read_typed_line(std::string_view prompt, Echo echo) {
    std::fflush(stdout);
    // First: what is typed as soon as the prompt is seen must be neither shown nor flushed.
    const InterruptWords says_so;
    std::optional<HiddenTerminal> hidden;
    if (echo == Echo::off && isatty(STDIN_FILENO) != 0) hidden.emplace();
    std::fprintf(stderr, "%.*s", static_cast<int>(prompt.size()), prompt.data());
    std::fflush(stderr);
    std::array<char, longest> line;
    std::size_t size = 0;
    const bool read = read_line(line, size, hidden ? &*hidden : nullptr);
    // What is said of it begins a line of its own; where it was hidden that is seen to.
    if (!read && !hidden && !prompt.empty()) std::fputs("\n", stderr);
    std::optional<Secret> typed;
    if (read) typed.emplace(std::string_view(line.data(), size));
    explicit_bzero(line.data(), size);
    return typed;
}

}  // namespace infobip_otp::admin
