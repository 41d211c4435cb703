// SPDX-License-Identifier: MIT
// SmallDisk: a disk of 64 KiB, seen by the processes of one test only.
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <string>

#include "children.hpp"
#include "fakes/temporary_folder.hpp"

namespace infobip_otp::testing {

// Runs `action` in a child whose mount namespace has the disk; returns what it returns. 97: the
// disk could not be made (needs root).
inline int with_small_disk(const std::function<int(const std::string& path)>& action) {
    const TemporaryFolder temporary;
    const std::string path = temporary.path_of("");
    return wait_for_child(start_child([&] {
        if (unshare(CLONE_NEWNS) != 0 ||
            mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
            mount("none", path.c_str(), "tmpfs", 0, "size=64k,mode=0755") != 0)
            return 97;
        return action(path);
    }));
}

// Writes a file until there is no room left.
inline bool fill_disk(const std::string& path) {
    const int file = open((path + "/filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const char block[4096] = {};
    while (write(file, block, sizeof block) > 0) continue;
    const bool full = errno == ENOSPC;
    close(file);
    return full;
}

inline bool make_read_only(const std::string& path) {
    return mount(nullptr, path.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
}

}  // namespace infobip_otp::testing
