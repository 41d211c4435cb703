// SPDX-License-Identifier: MIT
// LockedFile.
#include "base/locked_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cerrno>

#include "base/file.hpp"
#include "base/lock.hpp"

namespace infobip_otp {
namespace {

constexpr int open_flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

// Whether `descriptor` is still the file that has this name.
bool is_named(int descriptor, const Folder& folder, const std::string& name) {
    struct stat held {};
    struct stat named {};
    return fstat(descriptor, &held) == 0 &&
           fstatat(folder.get(), name.c_str(), &named, AT_SYMLINK_NOFOLLOW) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

// Beyond the limit that the caller of su may set, write(2) ends the host by SIGXFSZ.
Result<void> check_room(const std::string& path, std::size_t end) {
    rlimit limit{};
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0) return system_error("getrlimit", errno);
    if (limit.rlim_cur != RLIM_INFINITY && limit.rlim_cur < end)
        return Error{"the caller's limit on file sizes (ulimit -f) is too small to write " + path};
    return {};
}

Result<void> write_at(int descriptor, const std::string& path, std::size_t offset,
                      std::string_view bytes) {
    if (auto room = check_room(path, offset + bytes.size()); !room) return room;
    while (!bytes.empty()) {
        const ssize_t put =
            pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return system_error("writing " + path, errno);
        offset += static_cast<std::size_t>(put);
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
}

std::string draft_of(const std::string& name) {
    return name + ".new";
}

}  // namespace

Result<std::optional<LockedFile>> LockedFile::lock(const Folder& folder, const std::string& name,
                                                   int flags, Clock& clock) {
    const std::string path = folder.path_of(name);
    const auto end = clock.since_boot() + longest_wait;
    for (;;) {
        Descriptor file(openat(folder.get(), name.c_str(), open_flags | flags, 0600));
        if (!file.is_open() && errno == ENOENT && (flags & O_CREAT) == 0) return {std::nullopt};
        if (!file.is_open() && errno == ELOOP)
            return Error{path + " is a symbolic link; remove it"};
        if (!file.is_open()) return system_error("opening " + path, errno);
        auto locking = lock_within(file.get(), end - clock.since_boot(), clock);
        if (!locking) return Error{locking.error().message + " of " + path};
        if (*locking == Locking::busy)
            return Error{path +
                         " is held by another process for more than 2 s (a stopped login?); " +
                         "fuser " + path + " shows which"};
        if (is_named(file.get(), folder, name))
            return {std::optional(LockedFile(std::move(file), path))};
    }
}

Result<std::optional<LockedFile>> LockedFile::open(const Folder& folder, const std::string& name,
                                                   Clock& clock, Privacy privacy) {
    auto file = lock(folder, name, 0, clock);
    if (!file || !file->has_value()) return file;
    if (auto trusted = check_trusted((*file)->descriptor_.get(), (*file)->path_, privacy); !trusted)
        return trusted.error();
    return file;
}

// The draft is written under its own lock: of two processes that make the same file one waits. A
// draft that a killed process left behind is used again, so that there is never more than one.
Result<std::optional<LockedFile>> LockedFile::create(const Folder& folder, const std::string& name,
                                                     std::string_view content, Clock& clock) {
    auto draft = lock(folder, draft_of(name), O_CREAT, clock);
    if (!draft) return draft;
    if (folder.has(name)) {
        if (auto gone = folder.remove(draft_of(name)); !gone) return gone.error();
        return {std::nullopt};
    }
    if (auto published = (*draft)->publish(folder, name, content, 0600); !published)
        return published.error();
    return draft;
}

Result<LockedFile> LockedFile::replace(const Folder& folder, const std::string& name,
                                       std::string_view content, Clock& clock, unsigned mode) {
    auto draft = lock(folder, draft_of(name), O_CREAT, clock);
    if (!draft) return draft.error();
    if (auto published = (*draft)->publish(folder, name, content, mode); !published)
        return published.error();
    return std::move(**draft);
}

Result<void> LockedFile::publish(const Folder& folder, const std::string& name,
                                 std::string_view content, unsigned mode) {
    if (auto filled = fill(content, mode); !filled) {
        // What could not be written (a full disk) must not stay and take room.
        if (auto gone = folder.remove(draft_of(name)); !gone) return gone;
        return filled;
    }
    path_ = folder.path_of(name);
    if (renameat(folder.get(), draft_of(name).c_str(), folder.get(), name.c_str()) != 0)
        return system_error("renaming " + path_ + ".new", errno);
    return folder.sync();
}

Result<std::string> LockedFile::read(std::size_t longest) const {
    std::string content(longest + 1, '\0');
    std::size_t size = 0;
    while (size < content.size()) {
        const ssize_t got = pread(descriptor_.get(), content.data() + size, content.size() - size,
                                  static_cast<off_t>(size));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error("reading " + path_, errno);
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    content.resize(size);
    return content;
}

Result<void> LockedFile::write(std::size_t offset, std::string_view bytes,
                               Durability durability) const {
    if (auto written = write_at(descriptor_.get(), path_, offset, bytes); !written) return written;
    switch (durability) {
        case Durability::on_disk: return sync();
        case Durability::on_its_way:
            // Not every file system knows how; then the kernel writes it in its own time.
            sync_file_range(descriptor_.get(), static_cast<off_t>(offset),
                            static_cast<off_t>(bytes.size()), SYNC_FILE_RANGE_WRITE);
            return {};
    }
    return {};
}

void LockedFile::unlock() const {
    flock(descriptor_.get(), LOCK_UN);
}

Result<void> LockedFile::sync() const {
    if (fdatasync(descriptor_.get()) != 0) return system_error("writing " + path_, errno);
    return {};
}

Result<void> LockedFile::fill(std::string_view content, unsigned mode) const {
    if (auto owned = take_ownership(descriptor_.get(), mode, path_); !owned) return owned;
    if (ftruncate(descriptor_.get(), 0) != 0) return system_error("emptying " + path_, errno);
    if (auto written = write_at(descriptor_.get(), path_, 0, content); !written) return written;
    if (fsync(descriptor_.get()) != 0) return system_error("writing " + path_, errno);
    return {};
}

}  // namespace infobip_otp
