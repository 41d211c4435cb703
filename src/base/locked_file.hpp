// SPDX-License-Identifier: MIT
// LockedFile: a small file of a Folder that this process alone may use while the object lives.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/descriptor.hpp"
#include "base/file.hpp"
#include "base/folder.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp {

// What a write waits for. Either way it survives the end of the process at once.
enum class Durability {
    on_disk,     // survives a power cut when the call returns; a few milliseconds on most disks
    on_its_way,  // the kernel has begun to write it: a power cut within moments may undo it
};

// Every function here takes only regular files of root (or of the effective uid) that nobody else
// can read or write, never follows a link, and waits at most `longest_wait` for a lock; a longer
// one is an Error.
class LockedFile {
  public:
    static constexpr std::chrono::milliseconds longest_wait{2000};

    // The file as it has that name once the lock is held: one that was removed or replaced while
    // this process waited is let go. nullopt: there is none.
    // With Privacy::open others may read it.
    static Result<std::optional<LockedFile>> open(const Folder& folder, const std::string& name,
                                                  Clock& clock, Privacy privacy = Privacy::secret);

    // Makes it with this content, whole and on disk or not at all. nullopt: there was one already.
    static Result<std::optional<LockedFile>> create(const Folder& folder, const std::string& name,
                                                    std::string_view content, Clock& clock);

    // Puts this content in its place, whether there was one or not; whoever reads sees the old
    // content or the new one, also after a crash. A writer that must see its predecessor's content
    // holds the old file meanwhile.
    static Result<LockedFile> replace(const Folder& folder, const std::string& name,
                                      std::string_view content, Clock& clock, unsigned mode = 0600);

    // All of it; of a file longer than `longest`, one byte more than that.
    Result<std::string> read(std::size_t longest) const;

    // Overwrites in place.
    Result<void> write(std::size_t offset, std::string_view bytes, Durability durability) const;

    // Lets others have the lock; nothing is to be written any more.
    void unlock() const;

    // Waits until what was written is on the disk.
    [[nodiscard]] Result<void> sync() const;

    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    LockedFile(Descriptor descriptor, std::string path)
        : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

    static Result<std::optional<LockedFile>> lock(const Folder& folder, const std::string& name,
                                                  int flags, Clock& clock);
    Result<void> publish(const Folder& folder, const std::string& name, std::string_view content,
                         unsigned mode);
    Result<void> fill(std::string_view content, unsigned mode) const;

    Descriptor descriptor_;
    std::string path_;
};

}  // namespace infobip_otp
