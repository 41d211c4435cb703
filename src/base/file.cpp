// SPDX-License-Identifier: MIT
// Trusted reads.
#include "base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>

namespace infobip_otp {

Result<void> check_trusted(int descriptor, const std::string& path, Privacy privacy) {
    struct stat status {};
    if (fstat(descriptor, &status) != 0) return system_error("looking at " + path, errno);
    if (!S_ISREG(status.st_mode)) return Error{path + " is not a regular file"};
    if (status.st_uid != 0 && status.st_uid != geteuid())
        return Error{path + " belongs to uid " + std::to_string(status.st_uid) +
                     " and not to root: chown root " + path};
    if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
        return Error{path + " can be written by others than its owner: chmod go-w " + path};
    if (privacy == Privacy::secret && (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return Error{path + " can be read by others than its owner: chmod 0600 " + path};
    return {};
}

Error system_error(const std::string& what, int number) {
    // GNU strerror_r: thread-safe and never fails.
    char buffer[128];
    return Error{what + ": " + strerror_r(number, buffer, sizeof buffer)};
}

Result<Descriptor> open_trusted(const std::string& path, Privacy privacy) {
    Descriptor file(
        ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file.is_open()) {
        if (errno == ELOOP) return Error{path + " is a symbolic link; name the file itself"};
        return system_error("opening " + path, errno);
    }
    if (auto trusted = check_trusted(file.get(), path, privacy); !trusted) return trusted.error();
    return file;
}

// A read lease is given where nobody writes. Who opens the file for writing in the instant that we
// have it has us signalled: with SIGURG, which ends nobody, instead of SIGIO.
bool is_being_written(int descriptor) {
    if (fcntl(descriptor, F_SETSIG, SIGURG) != 0) return false;
    const bool refused = fcntl(descriptor, F_SETLEASE, F_RDLCK) != 0 && errno == EAGAIN;
    fcntl(descriptor, F_SETLEASE, F_UNLCK);
    return refused;
}

Result<Secret> read_trusted(const std::string& path, Privacy privacy, std::size_t size_limit) {
    auto file = open_trusted(path, privacy);
    if (!file) return file.error();

    // One byte more than allowed shows that there is more.
    const std::size_t capacity = size_limit + 1;
    const auto buffer = std::make_unique_for_overwrite<char[]>(capacity);
    std::size_t size = 0;
    int failure = 0;
    while (size < capacity) {
        const ssize_t got = ::read(file->get(), buffer.get() + size, capacity - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) failure = errno;
        if (got <= 0) break;
        size += static_cast<std::size_t>(got);
    }
    Secret content(std::string_view(buffer.get(), size));
    explicit_bzero(buffer.get(), size);
    if (failure != 0) return system_error("reading " + path, failure);
    if (size > size_limit)
        return Error{path + " is larger than " + std::to_string(size_limit) + " bytes"};
    return content;
}

}  // namespace infobip_otp
