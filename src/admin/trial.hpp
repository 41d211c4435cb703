// SPDX-License-Identifier: MIT
// Trial: files of PAM that were changed for a while, with what brings the old ones back.
//
// Its folder has before/NAME and after/NAME for each file, and `pending` while the trial lasts: who
// finds that file puts the old ones back.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin/file_image.hpp"
#include "infobip_otp/clock.hpp"
#include "infobip_otp/rate_limit.hpp"
#include "infobip_otp/result.hpp"

namespace infobip_otp::admin {

inline constexpr const char* trial_folder = "/var/lib/infobip-otp.enable";
inline constexpr const char* trial_pam_folder = "/etc/pam.d";

class Trial {
  public:
    // `folder` is made (0700) where it is missing; `pam` is where the files stand.
    Trial(std::string folder, std::string pam, Clock& clock)
        : folder_(std::move(folder)), pam_(std::move(pam)), clock_(clock) {}

    struct Change {
        std::string name;  // of the file in `pam`
        FileImage before;
        FileImage after;
    };

    struct Pending {
        std::string id;  // of this trial, so that an older one's timer leaves it alone
        WallTime since{};
        std::vector<std::string> names;
    };

    // nullopt: no trial is under way.
    Result<std::optional<Pending>> pending() const;

    // Whether no file of it was changed yet: a run that was killed before it came to that.
    [[nodiscard]] bool is_untouched(const Pending& trial) const;

    // Keeps what brings the files back, and says so on disk; the files themselves stay as they are.
    // The Error: another trial is under way, a file is not what `before` says, or the disk.
    Result<Pending> begin(const std::vector<Change>& changes) const;

    // Puts the new files in place.
    Result<void> change(const Pending& trial) const;

    // Puts the old ones back, whoever has written there meanwhile, and ends the trial.
    Result<void> take_back(const Pending& trial) const;

    // Ends the trial; the new files stay, and the old ones are kept.
    Result<void> keep() const;

    // Puts the old ones of these files back, where they were kept; returns which that were. An
    // Error, and no change, where none was, or one is not as it was written any more.
    Result<std::vector<std::string>> undo(const std::vector<std::string>& names) const;

  private:
    [[nodiscard]] std::string before(const std::string& name) const {
        return folder_ + "/before/" + name;
    }
    [[nodiscard]] std::string after(const std::string& name) const {
        return folder_ + "/after/" + name;
    }
    void forget(const std::vector<std::string>& names) const;
    Result<void> put_all(const std::vector<std::string>& names, bool old_ones) const;

    std::string folder_;
    std::string pam_;
    Clock& clock_;
};

}  // namespace infobip_otp::admin
