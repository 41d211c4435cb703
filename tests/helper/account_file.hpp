// SPDX-License-Identifier: MIT
// AccountFile: a machine that has (or lacks) the helper's account, for this process only.
#pragma once

#include <sched.h>
#include <sys/mount.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "cmocka.hpp"
#include "fakes/temporary_folder.hpp"

namespace infobip_otp::testing {

// Mounts a copy of /etc/passwd over the real one in a mount namespace of its own. Needs root.
class AccountFile {
  public:
    static constexpr int uid = 64999;
    static constexpr int gid = 64996;

    AccountFile() {
        assert_int_equal(unshare(CLONE_NEWNS), 0);
        assert_int_equal(mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr), 0);
        std::ifstream real("/etc/passwd");
        for (std::string line; std::getline(real, line);)
            if (!line.starts_with("_infobip-otp:")) others_ += line + "\n";
        folder_.write("passwd", others_, 0644);
        assert_int_equal(
            mount(folder_.path_of("passwd").c_str(), "/etc/passwd", nullptr, MS_BIND, nullptr), 0);
        have_account(uid, gid);
    }
    ~AccountFile() { umount("/etc/passwd"); }
    AccountFile(const AccountFile&) = delete;
    AccountFile& operator=(const AccountFile&) = delete;

    void have_account(int with_uid, int with_gid) const {
        write(others_ + "_infobip-otp:x:" + std::to_string(with_uid) + ":" +
              std::to_string(with_gid) + "::/nonexistent:/usr/sbin/nologin\n");
    }
    void have_no_account() const { write(others_); }

  private:
    // In place, as the mount is of this very file; never by the name of the real one.
    void write(const std::string& content) const {
        std::ofstream(folder_.path_of("passwd"), std::ios::trunc) << content;
    }

    TemporaryFolder folder_;
    std::string others_;
};

}  // namespace infobip_otp::testing
