// SPDX-License-Identifier: MIT
// Profile change: pam-auth-update --root.
#include "admin/profile_change.hpp"

#include <unistd.h>

#include <filesystem>

#include "admin/program.hpp"
#include "admin/temporary_folder.hpp"
#include "base/text.hpp"

namespace infobip_otp::admin {
namespace {

namespace fs = std::filesystem;

constexpr const char* program = "/usr/sbin/pam-auth-update";
constexpr const char* profiles = "/usr/share/pam-configs";
constexpr const char* profile = "infobip-otp";
constexpr const char* parts[] = {"auth", "account", "password", "session",
                                 "session-noninteractive"};

// debconf's answers of this machine stay as they are.
std::string debconf_settings(const TemporaryFolder& root) {
    return "Config: config\nTemplates: templates\n\nName: config\nDriver: File\nFilename: " +
           root.file("config.dat") +
           "\n\nName: templates\nDriver: File\nFilename: " + root.file("templates.dat") + "\n";
}

Result<void> copy_folder(const std::string& from, const std::string& to) {
    std::error_code failed;
    fs::create_directories(to, failed);
    if (!failed) fs::copy(from, to, fs::copy_options::recursive, failed);
    if (failed) return Error{"copying " + from + ": " + failed.message()};
    return {};
}

Result<void> let_it_write(const TemporaryFolder& root) {
    if (auto put = root.write("debconf.conf", debconf_settings(root), 0600); !put) return put;
    const auto run = run_program(
        "/usr/bin/env", {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive",
                         "DEBCONF_SYSTEMRC=" + root.file("debconf.conf"), program, "--root",
                         root.path(), "--enable", profile});
    if (!run) return run.error();
    // A refusal ends with 0 too.
    if (run->status == 0 && run->err.empty()) return {};
    return Error{std::string(program) + ": " + printable(trim(run->err), 300)};
}

}  // namespace

std::vector<std::string> profile_names() {
    std::vector<std::string> names;
    for (const char* part : parts) names.push_back(std::string("common-") + part);
    for (const char* part : parts) names.push_back(std::string(profile_prefix) + part);
    names.push_back(std::string(profile_prefix) + "seen");
    return names;
}

Result<std::vector<Trial::Change>> enabled_profile(const Trial& trial) {
    if (access(program, X_OK) != 0) return Error{std::string(program) + " is not there"};
    if (access((std::string(profiles) + "/" + profile).c_str(), R_OK) != 0)
        return Error{std::string("there is no profile ") + profiles + "/" + profile};
    const auto root = TemporaryFolder::make();
    if (!root) return root.error();
    const auto copy_of = [&](const std::string& file) { return root->path() + file; };
    for (const std::string& folder :
         {fs::path(trial.file("x")).parent_path().string(),
          fs::path(trial.file(std::string(profile_prefix) + "x")).parent_path().string(),
          std::string(profiles)})
        if (auto copied = copy_folder(folder, copy_of(folder)); !copied) return copied.error();
    if (auto written = let_it_write(*root); !written) return written.error();
    std::vector<Trial::Change> changes;
    for (const std::string& name : profile_names()) {
        const auto before = read_image(trial.file(name));
        if (!before) return before.error();
        const auto made = read_image(copy_of(trial.file(name)));
        if (!made) return made.error();
        if (made->bytes == before->bytes) continue;
        changes.push_back({name, *before, *before});
        changes.back().after.bytes = made->bytes;
    }
    return changes;
}

}  // namespace infobip_otp::admin
