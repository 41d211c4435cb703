// SPDX-License-Identifier: MIT
// FileImage: written beside the file, then renamed over it.
#include "admin/file_image.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/descriptor.hpp"
#include "base/file.hpp"

namespace infobip_otp::admin {
namespace {

constexpr std::size_t largest_image = 1024 * 1024;

Result<void> put_bytes(int file, std::string_view bytes, const std::string& path) {
    while (!bytes.empty()) {
        const ssize_t put = write(file, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return system_error("writing " + path, put < 0 ? errno : ENOSPC);
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
}

// fsync(2) of the folder: the new name survives a power cut.
Result<void> sync_folder(const std::string& folder) {
    const Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.is_open() || fsync(opened.get()) != 0)
        return system_error("writing the folder " + folder, errno);
    return {};
}

Result<void> fill_draft(const std::string& draft, const FileImage& image) {
    const Descriptor file(
        open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.is_open()) return system_error("making " + draft, errno);
    if (auto put = put_bytes(file.get(), image.bytes, draft); !put) return put;
    // The owner first: a change of it takes set-ID bits away.
    if (fchown(file.get(), image.owner, image.group) != 0 || fchmod(file.get(), image.mode) != 0 ||
        fsync(file.get()) != 0)
        return system_error("writing " + draft, errno);
    return {};
}

}  // namespace

Result<FileImage> read_image(const std::string& path, LinkAtTheEnd link) {
    const int refused = link == LinkAtTheEnd::refused ? O_NOFOLLOW : 0;
    const Descriptor file(open(path.c_str(), O_RDONLY | refused | O_NONBLOCK | O_CLOEXEC));
    struct stat about = {};
    if (!file.is_open() || fstat(file.get(), &about) != 0)
        return system_error("reading " + path, errno);
    if (!S_ISREG(about.st_mode)) return Error{path + " is no regular file"};
    FileImage image{"", about.st_uid, about.st_gid, about.st_mode & 07777};
    char block[4096];
    for (ssize_t got = 0; (got = read(file.get(), block, sizeof block)) != 0;) {
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error("reading " + path, errno);
        image.bytes.append(block, static_cast<std::size_t>(got));
        if (image.bytes.size() > largest_image) return Error{path + " is larger than 1 MiB"};
    }
    return image;
}

Result<void> write_image(const std::string& path, const FileImage& image) {
    const std::size_t slash = path.rfind('/');
    const std::string folder = path.substr(0, slash);
    const std::string draft = folder + "/." + path.substr(slash + 1) + ".infobip-otp";
    if (unlink(draft.c_str()) != 0 && errno != ENOENT)  // of a run that was killed
        return system_error("removing " + draft, errno);
    if (auto filled = fill_draft(draft, image); !filled) {
        unlink(draft.c_str());
        return filled;
    }
    if (rename(draft.c_str(), path.c_str()) != 0) return system_error("renaming " + draft, errno);
    return sync_folder(folder);
}

}  // namespace infobip_otp::admin
