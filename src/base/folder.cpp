// SPDX-License-Identifier: MIT
// Folder.
#include "base/folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>
#include <string_view>

#include "base/file.hpp"

namespace infobip_otp {
namespace {

struct DirectoryCloser {
    void operator()(DIR* directory) const { closedir(directory); }
};
using Directory = std::unique_ptr<DIR, DirectoryCloser>;

constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

Error cannot_open(const std::string& path, int number) {
    if (number == ENOTDIR || number == ELOOP)
        return Error{path + " is not a directory (or is a link to one; name the directory itself)"};
    return system_error("opening the folder " + path, number);
}

Result<void> check_folder(int descriptor, const std::string& path, unsigned forbidden) {
    struct stat status {};
    if (fstat(descriptor, &status) != 0) return system_error("looking at " + path, errno);
    if (status.st_uid != 0 && status.st_uid != geteuid())
        return Error{path + " belongs to uid " + std::to_string(status.st_uid) +
                     " and not to root: chown root " + path};
    if ((status.st_mode & forbidden) != 0)
        return Error{path + " is open to others than its owner: chmod " +
                     ((forbidden & S_IRGRP) != 0 ? "0700 " : "go-w ") + path};
    return {};
}

Result<void> sync_parent(const std::string& path) {
    const std::size_t slash = path.find_last_of('/');
    const std::string parent = slash == 0 ? "/" : path.substr(0, slash);
    const Descriptor folder(::open(slash == std::string::npos ? "." : parent.c_str(),
                                   O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open() || fsync(folder.get()) != 0)
        return system_error("writing the folder above " + path, errno);
    return {};
}

}  // namespace

Result<void> take_ownership(int descriptor, unsigned mode, const std::string& what) {
    if (geteuid() == 0 && fchown(descriptor, 0, 0) != 0)
        return system_error("chown of " + what, errno);
    if (fchmod(descriptor, mode) != 0) return system_error("chmod of " + what, errno);
    return {};
}

Result<Folder> Folder::open(const std::string& path) {
    Descriptor folder(::open(path.c_str(), folder_flags));
    if (!folder.is_open()) return cannot_open(path, errno);
    if (auto checked = check_folder(folder.get(), path, S_IWGRP | S_IWOTH); !checked)
        return checked.error();
    return Folder(std::move(folder), path);
}

Result<Folder> Folder::open_or_make(const std::string& path) {
    return open_or_make(path, 0755, S_IWGRP | S_IWOTH);
}

Result<Folder> Folder::open_private(const std::string& path) {
    return open_or_make(path, 0700, S_IRWXG | S_IRWXO);
}

Result<Folder> Folder::open_or_make(const std::string& path, unsigned mode, unsigned forbidden) {
    bool made = false;
    Descriptor folder(::open(path.c_str(), folder_flags));
    if (!folder.is_open() && errno == ENOENT) {
        made = mkdir(path.c_str(), 0700) == 0;
        if (!made && errno != EEXIST) return system_error("making the folder " + path, errno);
        folder = Descriptor(::open(path.c_str(), folder_flags));
    }
    if (!folder.is_open()) return cannot_open(path, errno);
    if (made) {
        if (auto owned = take_ownership(folder.get(), mode, path); !owned) return owned.error();
        if (auto synced = sync_parent(path); !synced) return synced.error();
    }
    if (auto checked = check_folder(folder.get(), path, forbidden); !checked)
        return checked.error();
    return Folder(std::move(folder), path);
}

bool Folder::has(const std::string& name) const {
    struct stat status {};
    return fstatat(get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

Result<std::vector<std::string>> Folder::names() const {
    // A descriptor of its own: closedir(3) closes it, and reading moves its position.
    Descriptor own(openat(get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!own.is_open()) return system_error("opening " + path_, errno);
    const Directory directory(fdopendir(own.get()));
    if (!directory) return system_error("listing " + path_, errno);
    own.release();

    std::vector<std::string> names;
    for (;;) {
        errno = 0;
        const dirent* entry = readdir(directory.get());
        if (entry == nullptr && errno != 0) return system_error("listing " + path_, errno);
        if (entry == nullptr) return names;
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
    }
}

Result<void> Folder::link(const std::string& name, const std::string& second_name) const {
    if (auto gone = remove(second_name); !gone) return gone;
    if (linkat(get(), name.c_str(), get(), second_name.c_str(), 0) != 0)
        return system_error("keeping " + path_of(name) + " as " + second_name, errno);
    return {};
}

Result<void> Folder::remove(const std::string& name) const {
    if (unlinkat(get(), name.c_str(), 0) != 0 && errno != ENOENT)
        return system_error("removing " + path_of(name), errno);
    return {};
}

Result<void> Folder::sync() const {
    if (fsync(get()) != 0) return system_error("writing the folder " + path_, errno);
    return {};
}

}  // namespace infobip_otp
