// SPDX-License-Identifier: MIT
// Trial: what is kept is written before a file is changed, and goes after it was put back.
#include "admin/trial.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/folder.hpp"
#include "base/lock.hpp"
#include "base/locked_file.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "stack/pam_lines.hpp"
#include "stack/service.hpp"

namespace infobip_otp::admin {
namespace {

constexpr const char* pending_name = "pending";
constexpr std::size_t longest_pending = 4096;

// "ID SECONDS NAME NAME"
std::string pending_text(const Trial::Pending& trial) {
    std::string text = trial.id + " " + std::to_string(trial.since.time_since_epoch().count());
    for (const std::string& name : trial.names) text += " " + name;
    return text + "\n";
}

bool is_file_name(std::string_view name) {
    return !name.empty() && name.front() != '.' && name.find('/') == std::string_view::npos;
}

Result<Trial::Pending> read_pending(std::string_view text, const std::string& path) {
    const auto words = split_words(text);
    const auto since = words.size() > 2 ? parse_unsigned(words[1]) : std::nullopt;
    if (!since) return Error{path + " cannot be understood: compare /etc/pam.d with before/ there"};
    Trial::Pending trial{std::string(words[0]),
                         WallTime(std::chrono::seconds(static_cast<std::int64_t>(*since))),
                         {}};
    for (std::size_t i = 2; i < words.size(); ++i) {
        if (!is_file_name(words[i])) return Error{path + " names no file of /etc/pam.d"};
        trial.names.emplace_back(words[i]);
    }
    return trial;
}

// In a line that libpam reads; a remark does not ask for a code.
bool names_our_module(const std::string& text) {
    const auto lines = stack::read_pam_lines(text).lines;
    return std::any_of(lines.begin(), lines.end(), [](const stack::PamLine& line) {
        return line.text.find(stack::our_module) != std::string::npos;
    });
}

bool is_missing(const std::string& path) {
    struct stat about = {};
    return stat(path.c_str(), &about) != 0 && errno == ENOENT;
}

Error edited_meanwhile(const std::string& file) {
    return Error{file + " was changed by somebody else meanwhile"};
}

}  // namespace

std::string Trial::file(const std::string& name) const {
    if (name.starts_with(profile_prefix))
        return folders_.profiles + "/" + name.substr(profile_prefix.size());
    return folders_.pam + "/" + name;
}

Result<Descriptor> Trial::lock(std::chrono::milliseconds longest) const {
    const auto folder = Folder::open_private(folders_.own);
    if (!folder) return folder.error();
    Descriptor file(openat(folder->get(), "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file.is_open()) return system_error("opening " + folder->path_of("lock"), errno);
    const auto locked = lock_within(file.get(), longest, clock_);
    if (!locked) return locked.error();
    if (*locked == Locking::busy) return Error{"another enable or disable is at work"};
    return file;
}

Result<std::optional<Trial::Pending>> Trial::pending() const {
    const auto folder = Folder::open_private(folders_.own);
    if (!folder) return folder.error();
    const auto file = LockedFile::open(*folder, pending_name, clock_);
    if (!file) return file.error();
    if (!file->has_value()) return std::optional<Pending>();
    const auto text = (*file)->read(longest_pending);
    if (!text) return text.error();
    auto trial = read_pending(*text, folder->path_of(pending_name));
    if (!trial) return trial.error();
    return std::optional<Pending>(std::move(*trial));
}

bool Trial::is_untouched(const Pending& trial) const {
    return std::all_of(trial.names.begin(), trial.names.end(), [&](const std::string& name) {
        const auto before = read_image(kept("before", name));
        const auto now = read_image(file(name));
        return before && now && *before == *now;
    });
}

Result<Trial::Pending> Trial::begin(const std::vector<Change>& changes) const {
    const auto folder = Folder::open_private(folders_.own);
    if (!folder) return folder.error();
    if (folder->has(pending_name)) return Error{"another change is on trial"};
    for (const char* name : {"before", "after"})
        if (auto made = Folder::open_private(folder->path_of(name)); !made) return made.error();
    auto id = random_hex(4);
    if (!id) return id.error();
    Pending trial{std::move(*id), clock_.wall(), {}};
    for (const Change& one : changes) {
        const auto now = read_image(file(one.name));
        if (!now) return now.error();
        if (*now != one.before) return edited_meanwhile(file(one.name));
        if (auto put = write_image(kept("before", one.name), one.before); !put) return put.error();
        if (auto put = write_image(kept("after", one.name), one.after); !put) return put.error();
        trial.names.push_back(one.name);
    }
    const auto said = LockedFile::create(*folder, pending_name, pending_text(trial), clock_);
    if (!said) return said.error();
    if (!said->has_value()) return Error{"another change is on trial"};
    return trial;
}

Result<void> Trial::put(const std::string& name, const char* which) const {
    const auto image = read_image(kept(which, name));
    if (!image) return image.error();
    return write_image(file(name), *image);
}

Result<void> Trial::change(const Pending& trial) const {
    for (const std::string& name : trial.names) {
        const auto before = read_image(kept("before", name));
        if (!before) return before.error();
        const auto now = read_image(file(name));
        if (!now) return now.error();
        if (*now != *before) return edited_meanwhile(file(name));
        if (auto changed = put(name, "after"); !changed) return changed;
    }
    return {};
}

Result<std::string> Trial::keep_edited(const std::string& name, const std::string& id,
                                       const FileImage& edited) const {
    const auto folder = Folder::open_private(folders_.own + "/edited");
    if (!folder) return folder.error();
    const std::string path = folder->path_of(name + "-" + id);
    if (auto put = write_image(path, edited); !put) return put.error();
    return path;
}

// The Edited: somebody else has written there.
Result<std::optional<Trial::Edited>> Trial::put_back(const std::string& name,
                                                     const std::string& id) const {
    auto before = read_image(kept("before", name));
    if (!before) return before.error();
    const auto after = read_image(kept("after", name));
    if (!after) return after.error();
    std::optional<Edited> edited;
    if (!is_missing(file(name))) {
        const auto now = read_image(file(name), LinkAtTheEnd::followed);
        if (!now) return now.error();
        if (now->bytes == before->bytes) return edited;
        if (now->bytes != after->bytes) {
            edited = {file(name), ""};
            if (!names_our_module(now->bytes)) return edited;
            const auto kept = keep_edited(name, id, *now);
            if (!kept) return kept.error();
            edited->kept = *kept;
        } else if (*now != *after) {  // another owner or mode is not ours to take away
            before = FileImage{before->bytes, now->owner, now->group, now->mode};
        }
    }
    if (auto back = write_image(file(name), *before); !back) return back.error();
    return edited;
}

Result<std::vector<Trial::Edited>> Trial::take_back(const Pending& trial) const {
    std::vector<Edited> all;
    std::optional<Error> failed;  // the other files come back all the same
    for (const std::string& name : trial.names) {
        auto edited = put_back(name, trial.id);
        if (!edited)
            failed = edited.error();
        else if (edited->has_value())
            all.push_back(std::move(**edited));
    }
    if (failed) return *failed;
    if (auto ended = keep(); !ended) return ended.error();
    forget(trial.names);
    return all;
}

std::vector<std::string> Trial::edited() const {
    std::vector<std::string> all;
    const auto folder = Folder::open(folders_.own + "/edited");
    if (!folder) return all;
    const auto names = folder->names();
    if (!names) return all;
    for (const std::string& name : *names) all.push_back(folder->path_of(name));
    std::sort(all.begin(), all.end());
    return all;
}

Result<void> Trial::keep() const {
    const auto folder = Folder::open_private(folders_.own);
    if (!folder) return folder.error();
    if (auto removed = folder->remove(pending_name); !removed) return removed;
    return folder->sync();
}

Result<std::vector<std::string>> Trial::undo(const std::vector<std::string>& names) const {
    std::vector<std::string> ours;
    for (const std::string& name : names) {
        const auto written = read_image(kept("after", name));
        if (!written) continue;
        const auto now = read_image(file(name));
        if (!now) return now.error();
        if (*now != *written) return Error{file(name) + " was changed since by somebody else"};
        ours.push_back(name);
    }
    if (ours.empty()) return Error{"nothing of it was changed by enable"};
    for (const std::string& name : ours)
        if (auto back = put(name, "before"); !back) return back.error();
    forget(ours);
    return ours;
}

// What is left of them brings nothing back any more.
void Trial::forget(const std::vector<std::string>& names) const {
    for (const std::string& name : names) {
        unlink(kept("after", name).c_str());
        unlink(kept("before", name).c_str());
    }
}

}  // namespace infobip_otp::admin
