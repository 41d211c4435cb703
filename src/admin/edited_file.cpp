// SPDX-License-Identifier: MIT
// EditedFile.
#include "admin/edited_file.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/folder.hpp"
#include "base/locked_file.hpp"

namespace infobip_otp::admin {

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == 0 ? "/" : path.substr(0, slash);
}

Result<EditedFile> EditedFile::read(const std::string& path, Privacy privacy, std::size_t longest) {
    struct stat about {};
    if (lstat(path.c_str(), &about) != 0 && errno == ENOENT)
        return EditedFile(path, privacy, longest, "", false);
    auto text = read_trusted(path, privacy, longest);
    if (!text) return text.error();
    return EditedFile(path, privacy, longest, text->reveal(), true);
}

// The old file stays locked until `then` is done: two administrators take turns.
template <class Then>
Result<void> EditedFile::while_unchanged(Clock& clock, Then then) const {
    auto folder = Folder::open(folder_of(path_));
    if (!folder) return folder.error();
    const std::string name = path_.substr(path_.rfind('/') + 1);
    const auto before = LockedFile::open(*folder, name, clock, privacy_);
    if (!before) return before.error();
    std::string now;
    if (before->has_value()) {
        auto text = (*before)->read(longest_);
        if (!text) return text.error();
        now = std::move(*text);
    }
    const bool same = before->has_value() == is_there_ && read_.equals(now);
    explicit_bzero(now.data(), now.size());
    if (!same)
        return Error{path_ +
                     " was changed by somebody else meanwhile and was left as it is: look "
                     "at it and run this again"};
    return then(*folder, name);
}

Result<void> EditedFile::check_unchanged(Clock& clock) const {
    return while_unchanged(clock,
                           [](const Folder&, const std::string&) -> Result<void> { return {}; });
}

Result<void> EditedFile::save(Clock& clock) const {
    return while_unchanged(
        clock, [&](const Folder& folder, const std::string& name) -> Result<void> {
            const unsigned mode = privacy_ == Privacy::secret ? 0600 : 0644;
            auto written = LockedFile::replace(folder, name, text_.reveal(), clock, mode);
            if (!written) return written.error();
            return folder.sync();
        });
}

}  // namespace infobip_otp::admin
