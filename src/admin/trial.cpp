// SPDX-License-Identifier: MIT
// Trial: what is kept is written before a file is changed, and goes after it was put back.
#include "admin/trial.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/folder.hpp"
#include "base/locked_file.hpp"
#include "base/random.hpp"
#include "base/text.hpp"

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

}  // namespace

Result<std::optional<Trial::Pending>> Trial::pending() const {
    const auto folder = Folder::open_private(folder_);
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
        const auto kept = read_image(before(name));
        const auto now = read_image(pam_ + "/" + name);
        return kept && now && *kept == *now;
    });
}

Result<Trial::Pending> Trial::begin(const std::vector<Change>& changes) const {
    const auto folder = Folder::open_private(folder_);
    if (!folder) return folder.error();
    if (folder->has(pending_name)) return Error{"another change is on trial"};
    for (const char* name : {"before", "after"})
        if (auto made = Folder::open_private(folder->path_of(name)); !made) return made.error();
    auto id = random_hex(4);
    if (!id) return id.error();
    Pending trial{std::move(*id), clock_.wall(), {}};
    for (const Change& one : changes) {
        const auto now = read_image(pam_ + "/" + one.name);
        if (!now) return now.error();
        if (*now != one.before)
            return Error{pam_ + "/" + one.name + " was changed by somebody else meanwhile"};
        if (auto kept = write_image(before(one.name), one.before); !kept) return kept.error();
        if (auto kept = write_image(after(one.name), one.after); !kept) return kept.error();
        trial.names.push_back(one.name);
    }
    const auto said = LockedFile::create(*folder, pending_name, pending_text(trial), clock_);
    if (!said) return said.error();
    if (!said->has_value()) return Error{"another change is on trial"};
    return trial;
}

Result<void> Trial::put_all(const std::vector<std::string>& names, bool old_ones) const {
    for (const std::string& name : names) {
        const auto image = read_image(old_ones ? before(name) : after(name));
        if (!image) return image.error();
        if (auto put = write_image(pam_ + "/" + name, *image); !put) return put;
    }
    return {};
}

Result<void> Trial::change(const Pending& trial) const {
    return put_all(trial.names, false);
}

Result<void> Trial::take_back(const Pending& trial) const {
    if (auto put = put_all(trial.names, true); !put) return put;
    if (auto ended = keep(); !ended) return ended;
    forget(trial.names);
    return {};
}

Result<void> Trial::keep() const {
    const auto folder = Folder::open_private(folder_);
    if (!folder) return folder.error();
    if (auto removed = folder->remove(pending_name); !removed) return removed;
    return folder->sync();
}

Result<std::vector<std::string>> Trial::undo(const std::vector<std::string>& names) const {
    std::vector<std::string> kept;
    for (const std::string& name : names) {
        const auto written = read_image(after(name));
        if (!written) continue;
        const auto now = read_image(pam_ + "/" + name);
        if (!now) return now.error();
        if (*now != *written)
            return Error{pam_ + "/" + name + " was changed since by somebody else"};
        kept.push_back(name);
    }
    if (kept.empty()) return Error{"nothing of it was changed by enable"};
    if (auto put = put_all(kept, true); !put) return put.error();
    forget(kept);
    return kept;
}

// What is left of them brings nothing back any more.
void Trial::forget(const std::vector<std::string>& names) const {
    for (const std::string& name : names) {
        unlink(after(name).c_str());
        unlink(before(name).c_str());
    }
}

}  // namespace infobip_otp::admin
