// SPDX-License-Identifier: MIT
// Trial: files of PAM that were changed for a while, with what brings the old ones back.
//
// Its folder has before/NAME and after/NAME for each file, and `pending` while the trial lasts: who
// finds that file puts the old ones back. edited/NAME-ID is what somebody else wrote meanwhile.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "admin/file_image.hpp"
#include "base/descriptor.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/rate_limit.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

inline constexpr const char* trial_folder = "/var/lib/infobip-otp.enable";
inline constexpr const char* trial_pam_folder = "/etc/pam.d";

// Files of pam-auth-update's own: "pam-auth-update:auth" is /var/lib/pam/auth.
inline constexpr std::string_view profile_prefix = "pam-auth-update:";

struct TrialFolders {
    std::string own = trial_folder;      // made (0700) where it is missing
    std::string pam = trial_pam_folder;  // where the files stand
    std::string profiles = "/var/lib/pam";
};

class Trial {
  public:
    explicit Trial(Clock& clock, TrialFolders folders = {})
        : folders_(std::move(folders)), clock_(clock) {}

    struct Change {
        std::string name;  // of the file: "sudo", "pam-auth-update:auth"
        FileImage before;
        FileImage after;
    };

    struct Pending {
        std::string id;  // of this trial, so that an older one's timer leaves it alone
        WallTime since{};
        std::vector<std::string> names;
    };

    // A file that somebody else has written to while it was on trial.
    struct Edited {
        std::string file;  // "/etc/pam.d/sudo"
        std::string kept;  // where that text is now; empty: in its place, as our line is not in it
    };

    static constexpr std::chrono::seconds usual_wait{10};  // a change takes moments

    // Held by whoever changes anything here. The Error: somebody else holds it that long.
    Result<Descriptor> lock(std::chrono::milliseconds longest) const;

    // nullopt: no trial is under way.
    Result<std::optional<Pending>> pending() const;

    // Whether no file of it was changed yet: a run that was killed before it came to that.
    [[nodiscard]] bool is_untouched(const Pending& trial) const;

    // Keeps what brings the files back, and says so on disk; the files themselves stay as they are.
    // The Error: another trial is under way, a file is not what `before` says, or the disk.
    Result<Pending> begin(const std::vector<Change>& changes) const;

    // Puts the new files in place. The Error: a file is not what it was, or the disk.
    Result<void> change(const Pending& trial) const;

    // Puts the old ones back and ends the trial. A text of somebody else that names our module is
    // kept in edited/ before; one that does not stays in its place.
    Result<std::vector<Edited>> take_back(const Pending& trial) const;

    // The texts in edited/, the newest trial's and older ones'.
    [[nodiscard]] std::vector<std::string> edited() const;

    // Ends the trial; the new files stay, and the old ones are kept.
    Result<void> keep() const;

    // Puts the old ones of these files back, where they were kept; returns which that were. An
    // Error, and no change, where none was, or one is not as it was written any more.
    Result<std::vector<std::string>> undo(const std::vector<std::string>& names) const;

    [[nodiscard]] std::string file(const std::string& name) const;

  private:
    [[nodiscard]] std::string kept(const char* which, const std::string& name) const {
        return folders_.own + "/" + which + "/" + name;
    }
    void forget(const std::vector<std::string>& names) const;
    Result<void> put(const std::string& name, const char* which) const;
    Result<std::optional<Edited>> put_back(const std::string& name, const std::string& id) const;
    Result<std::string> keep_edited(const std::string& name, const std::string& id,
                                    const FileImage& edited) const;

    TrialFolders folders_;
    Clock& clock_;
};

}  // namespace infobip_otp::admin
