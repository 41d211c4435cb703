// SPDX-License-Identifier: MIT
// Folder: a directory that was checked once, and its files, reached through its descriptor.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp {

class Folder {
  public:
    // A folder that only root, or the effective uid, can write to. The last component may not be a
    // link. The Error names the folder and what to do.
    static Result<Folder> open(const std::string& path);

    // The same; makes the last component of `path` where it is missing (0755).
    static Result<Folder> open_or_make(const std::string& path);

    // The same, closed to everybody else (0700). Makes the last component of `path` where it is
    // missing, owned by root whatever group and umask the caller of su has.
    static Result<Folder> open_private(const std::string& path);

    [[nodiscard]] int get() const { return descriptor_.get(); }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string path_of(const std::string& name) const { return path_ + "/" + name; }

    // Whether anything has this name, a link that leads nowhere included.
    [[nodiscard]] bool has(const std::string& name) const;

    // The names in it, without "." and "..", in no order.
    Result<std::vector<std::string>> names() const;

    // A second name for a file, in place of whatever had that name.
    Result<void> link(const std::string& name, const std::string& second_name) const;

    Result<void> remove(const std::string& name) const;

    // fsync(2): what was created, renamed or removed survives a reboot.
    Result<void> sync() const;

  private:
    static Result<Folder> open_or_make(const std::string& path, unsigned mode, unsigned forbidden);
    Folder(Descriptor descriptor, std::string path)
        : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    Descriptor descriptor_;
    std::string path_;
};

// Owner and mode of something just created, by descriptor: under su it comes out with the caller's
// group and umask, and umask(2) is the host's own. `what` stands in the Error.
Result<void> take_ownership(int descriptor, unsigned mode, const std::string& what);

}  // namespace infobip_otp
