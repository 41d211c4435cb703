// SPDX-License-Identifier: MIT
// The phone on a terminal or in a file.
#include "sandbox/terminal_phone.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace infobip_otp::sandbox {
namespace {

std::string phone_form(const Message& message) {
    const bool number = message.channel != Channel::email && message.to.find('+') != 0;
    return (number ? "+" : "") + on_one_line(message.to);
}

std::string as_line(const Message& message) {
    return phone_form(message) + " " + on_one_line(message.from) + ": " +
           on_one_line(message.text) + "\n";
}

std::string as_frame(const Message& message) {
    return "\n  .-- " + to_text(message.sent_at) + "  " + name_of(message.channel) + " to " +
           phone_form(message) + "\n  |   from " + on_one_line(message.from) + "\n  |   " +
           on_one_line(message.text) + "\n  '--\n";
}

// An ordinary file keeps the codes: whoever made it before, it is for its owner's eyes now. Pipes
// and terminals stay as they are.
Result<void> close_to_others(int descriptor, const std::string& path) {
    struct stat status {};
    if (fstat(descriptor, &status) != 0) return system_error("looking at " + path, errno);
    if (!S_ISREG(status.st_mode)) return {};
    if (status.st_uid != geteuid())
        return Error{"the phone file " + path + " is somebody else's, and codes go there"};
    if (fchmod(descriptor, 0600) != 0) return system_error("chmod 0600 " + path, errno);
    return {};
}

}  // namespace

Result<std::shared_ptr<TerminalPhone>> TerminalPhone::open(const std::string& where) {
    if (where == "-") return std::shared_ptr<TerminalPhone>(new TerminalPhone(STDOUT_FILENO, true));
    Descriptor file(
        ::open(where.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file.is_open()) return system_error("opening the phone file " + where, errno);
    if (auto closed = close_to_others(file.get(), where); !closed) return closed.error();
    return std::shared_ptr<TerminalPhone>(new TerminalPhone(file.release(), false));
}

void TerminalPhone::show(const Message& message) const {
    const std::string text = framed_ ? as_frame(message) : as_line(message);
    // A pipe that nobody reads must not stop the sandbox: what has no room is not shown.
    pollfd room{descriptor_, POLLOUT, 0};
    if (poll(&room, 1, 0) != 1 || !(room.revents & POLLOUT)) return;
    // One write: lines of two sandboxes on one file do not mix. A phone that is gone is no fault.
    static_cast<void>(!write(descriptor_, text.data(), text.size()));
}

}  // namespace infobip_otp::sandbox
