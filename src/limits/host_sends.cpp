// SPDX-License-Identifier: MIT
// HostSends.
#include "limits/host_sends.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "base/file.hpp"

namespace infobip_otp {
namespace {

constexpr const char* file_name = "host-sends";
constexpr const char* old_name = "host-sends.old";
constexpr std::size_t block_size = 4096;  // a multiple of host_record_size
constexpr off_t retiring_size = 65'536;   // shorter files are not worth it

std::chrono::seconds longest_window(const RateLimits& limits) {
    std::chrono::seconds longest{0};
    for (const RateLimit& limit : limits) longest = std::max(longest, limit.window);
    return longest;
}

// An open file of the folder and what fstat(2) says of it.
struct OpenFile {
    Descriptor descriptor;
    struct stat status {};
};

constexpr int careful = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

// nullopt: there is none.
Result<std::optional<OpenFile>> open_file(const Folder& folder, const char* name, int flags) {
    OpenFile file;
    file.descriptor = Descriptor(openat(folder.get(), name, flags | careful));
    if (!file.descriptor.is_open() && errno == ENOENT) return {std::nullopt};
    const std::string path = folder.path_of(name);
    if (!file.descriptor.is_open()) return system_error("opening " + path, errno);
    if (auto trusted = check_trusted(file.descriptor.get(), path, Privacy::secret); !trusted)
        return trusted.error();
    if (fstat(file.descriptor.get(), &file.status) != 0)
        return system_error("looking at " + path, errno);
    return {std::move(file)};
}

bool is_no_room(int error) {
    return error == ENOSPC || error == EDQUOT;
}

// An empty list, or the one that another login has made meanwhile.
Result<Added> make_file(const Folder& folder) {
    const std::string path = folder.path_of(file_name);
    const Descriptor file(openat(folder.get(), file_name, O_RDWR | O_CREAT | careful, 0600));
    if (!file.is_open() && is_no_room(errno)) return Added::no_room;
    if (!file.is_open()) return system_error("opening " + path, errno);
    if (auto owned = take_ownership(file.get(), 0600, path); !owned) return owned.error();
    if (auto synced = folder.sync(); !synced) return synced.error();
    return Added::on_list;
}

Result<BackwardCount::Going> count_file(const OpenFile& file, const std::string& path,
                                        BackwardCount& counting) {
    char block[block_size];
    auto end = static_cast<std::size_t>(file.status.st_size);
    end -= end % host_record_size;
    while (end > 0) {
        const std::size_t begin = (end - 1) / block_size * block_size;
        const ssize_t got =
            pread(file.descriptor.get(), block, end - begin, static_cast<off_t>(begin));
        if (got < 0 && errno == EINTR) continue;
        if (got != static_cast<ssize_t>(end - begin))
            return system_error("reading " + path, got < 0 ? errno : EIO);
        for (std::size_t at = end - begin; at > 0; at -= host_record_size) {
            const std::string_view bytes(block + at - host_record_size, host_record_size);
            if (counting.count(decode_host_record(bytes)) == BackwardCount::Going::done)
                return BackwardCount::Going::done;
        }
        end = begin;
    }
    return BackwardCount::Going::on;
}

// A limit that the caller set on the size of files must not leave half a record behind.
Result<void> check_room(const OpenFile& file, const std::string& path) {
    constexpr rlim_t margin = 65'536;  // what other logins append meanwhile
    rlimit limit{};
    if (getrlimit(RLIMIT_FSIZE, &limit) != 0) return system_error("getrlimit", errno);
    if (limit.rlim_cur != RLIM_INFINITY &&
        limit.rlim_cur < static_cast<rlim_t>(file.status.st_size) + margin)
        return Error{"the caller's limit on file sizes (ulimit -f) is too small to write " + path};
    return {};
}

}  // namespace

Result<void> HostSends::count(BackwardCount& counting) const {
    ino_t counted = 0;
    for (const char* name : {file_name, old_name}) {
        auto file = open_file(folder_, name, O_RDONLY);
        if (!file) return file.error();
        // The same file once more: it was retired between the two calls.
        if (!file->has_value() || (*file)->status.st_ino == counted) continue;
        auto going = count_file(**file, folder_.path_of(name), counting);
        if (!going) return going.error();
        if (*going == BackwardCount::Going::done) return {};
        counted = (*file)->status.st_ino;
    }
    return {};
}

Result<Allowance> HostSends::may_send(WallTime now) const {
    BackwardCount counting(now, longest_window(limits_));
    if (auto counted = count(counting); !counted) return counted.error();
    Allowance allowance;
    allowance.wait = wait_for(limits_, counting.times(), now);
    if (allowance.wait.count() == 0) return allowance;
    allowance.refused_by = Limit::sends_per_host;
    // Nothing else is appended while the limit refuses: without a mark of the present time, times
    // from the future would refuse until they have come.
    if (counting.met_the_future())
        if (auto marked = add({HostEntry::mark, now}); !marked) return marked.error();
    return allowance;
}

Result<Added> HostSends::add(const HostRecord& record) const {
    const std::string path = folder_.path_of(file_name);
    auto file = open_file(folder_, file_name, O_RDWR | O_APPEND);
    if (file && !file->has_value()) {
        auto made = make_file(folder_);
        if (!made || *made == Added::no_room) return made;
        file = open_file(folder_, file_name, O_RDWR | O_APPEND);
    }
    if (!file) return file.error();
    if (!file->has_value()) return system_error("opening " + path, ENOENT);
    if (auto room = check_room(**file, path); !room) return room.error();

    // One write of a size that divides a block: it is taken whole or not at all. What a foreign
    // hand left at the end is filled up, so that records begin where they are looked for.
    const auto beyond = static_cast<std::size_t>((*file)->status.st_size) % host_record_size;
    const std::string bytes =
        std::string(beyond == 0 ? 0 : host_record_size - beyond, '\0') + encode(record);
    ssize_t put = -1;
    do {
        put = write((*file)->descriptor.get(), bytes.data(), bytes.size());
    } while (put < 0 && errno == EINTR);
    if (put >= 0 && put != static_cast<ssize_t>(bytes.size())) return Added::no_room;
    if (put < 0 || fdatasync((*file)->descriptor.get()) != 0) {
        if (is_no_room(errno)) return Added::no_room;
        return system_error("writing " + path, errno);
    }
    if ((*file)->status.st_size >= retiring_size)
        if (auto retired = retire((*file)->descriptor, record.time); !retired)
            return retired.error();
    return Added::on_list;
}

// Once even the first record is too old, so is the whole file before this one: this one takes its
// place. The lock is only tried: two retirements one after the other would lose what still counts.
Result<void> HostSends::retire(const Descriptor& file, WallTime now) const {
    char first[host_record_size];
    if (pread(file.get(), first, sizeof first, 0) != static_cast<ssize_t>(sizeof first)) return {};
    if (decode_host_record({first, sizeof first}).time > now - longest_window(limits_)) return {};
    if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) return {};
    struct stat held {};
    struct stat named {};
    if (fstat(file.get(), &held) != 0 ||
        fstatat(folder_.get(), file_name, &named, AT_SYMLINK_NOFOLLOW) != 0 ||
        held.st_ino != named.st_ino)
        return {};
    if (renameat(folder_.get(), file_name, folder_.get(), old_name) != 0)
        return system_error("renaming " + folder_.path_of(file_name), errno);
    return folder_.sync();
}

}  // namespace infobip_otp
