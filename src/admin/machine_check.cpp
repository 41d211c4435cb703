// SPDX-License-Identifier: MIT
// Machine check: settings, files, module and the record of outages.
#include "admin/machine_check.hpp"

#include <dlfcn.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <iterator>
#include <memory>
#include <set>

#include "admin/confined_child.hpp"
#include "admin/machine.hpp"
#include "admin/outage_words.hpp"
#include "admin/provider_records.hpp"
#include "admin/users_file.hpp"
#include "base/file.hpp"
#include "base/folder.hpp"
#include "base/text.hpp"
#include "config/api_key.hpp"
#include "directory/system_accounts.hpp"
#include "http/ca_source.hpp"

namespace infobip_otp::admin {
namespace {

using stack::Finding;
using stack::Level;

struct CloseLibrary {
    void operator()(void* library) const { dlclose(library); }
};

constexpr std::chrono::seconds longest_load(10);

struct LoadedModule {
    char problem[257] = {};
    bool exports_ours = false;
};

// Of the six that pam(3) calls the two of a module of authentication, and no other: what one
// exports beside them is a matter of its build (tests/checks/exports.py).
bool exports_what_ours_does(void* module) {
    constexpr const char* ours[] = {"pam_sm_authenticate", "pam_sm_setcred"};
    constexpr const char* others[] = {"pam_sm_acct_mgmt", "pam_sm_open_session",
                                      "pam_sm_close_session", "pam_sm_chauthtok"};
    const auto exports = [module](const char* name) { return dlsym(module, name) != nullptr; };
    return std::all_of(std::begin(ours), std::end(ours), exports) &&
           std::none_of(std::begin(others), std::end(others), exports);
}

// In a confined child: dlopen(3) of a file that was cut off is a SIGBUS.
void load(const std::string& path, LoadedModule& to) {
    const std::unique_ptr<void, CloseLibrary> module(dlopen(path.c_str(), RTLD_NOW));
    if (!module) return put_cut(to.problem, dlerror());
    to.exports_ours = exports_what_ours_does(module.get());
}

class MachineCheck {
  public:
    MachineCheck(AccountsState& state, Secret& manage_key,
                 const std::vector<ServiceSettings>& services)
        : state_(state), settings_(state.settings), manage_key_(manage_key), services_(services) {}

    CheckedMachine run() {
        module();
        services();
        exempt_groups();
        folders();
        key();
        users();
        state_folder();
        outage();
        certificates();
        return {std::move(findings_), std::move(key_)};
    }

  private:
    void add(std::string id, Level level, std::string place, std::string seen, std::string todo) {
        findings_.push_back(
            {std::move(id), level, "", std::move(place), std::move(seen), std::move(todo)});
    }

    // A block with a mistyped name is read, and holds for no login.
    void services() {
        for (const ServiceSettings& one : services_)
            if (stack::read_service(pam_.folders, one.service).file.empty())
                add("service-block", Level::warning,
                    settings_.conf + ":" + std::to_string(one.line),
                    "PAM has no service " + one.service + ": the block is for nobody.",
                    "Mend the name; ls " + pam_.folders.services.front() + " shows them.");
    }

    // Each group once, whichever service names it.
    void exempt_groups() {
        std::set<std::string> unknown;
        for (const std::string& group : unknown_groups(settings_)) unknown.insert(group);
        for (const ServiceSettings& one : services_)
            for (const std::string& group : unknown_groups(one.read.settings))
                unknown.insert(group);
        for (const std::string& group : unknown)
            add("exempt-group", Level::warning, settings_.conf, sentence_of_unknown_group(group),
                todo_of_unknown_group);
    }

    // Whoever can write to a folder can put another file in the place of one that is well.
    void folders() {
        std::set<std::string> seen;
        for (const std::string& path :
             {settings_.conf, settings_.api_key_file, settings_.users_file, settings_.helper})
            seen.insert(std::filesystem::path(path).parent_path().string());
        for (const std::string& path : seen)
            if (const auto folder = Folder::open(path); !folder)
                add("folder", Level::failure, path, folder.error().message + ".",
                    "Who can write there can change what is in it: close it.");
    }

    void key() {
        auto key = load_api_key(settings_.api_key_file);
        if (!key)
            return add("key-file", Level::failure, settings_.api_key_file, key.error().message,
                       "No login works until this is mended.");
        key_.emplace(std::move(*key));
        add("key-file", Level::ok, settings_.api_key_file, "It holds a key only root can read.",
            "");
    }

    void users() {
        const std::string& path = settings_.users_file;
        const auto file = UsersFile::read(path);
        if (!file)
            return add("users-file", Level::failure, path, file.error().message,
                       "No login works until this is mended.");
        std::vector<std::string> seen;
        for (const UsersFile::Entry& entry : file->entries()) judge(entry, seen);
        if (seen.empty())
            return add("users-file", Level::warning, path, "No account has a phone.",
                       "infobip-otp user add ACCOUNT NUMBER");
        const std::string people =
            seen.size() == 1 ? "1 account has" : std::to_string(seen.size()) + " accounts have";
        add("users-file", Level::ok, path, people + " a phone.", "");
    }

    void judge(const UsersFile::Entry& entry, std::vector<std::string>& seen) {
        const std::string place = settings_.users_file + ":" + std::to_string(entry.line);
        const std::string name = printable(entry.account, 64);
        if (!entry.number)
            return add("users-line", Level::failure, place,
                       "This line cannot be read: " + entry.problem + ".",
                       "Until it is mended whoever it is meant for does not get in.");
        if (std::find(seen.begin(), seen.end(), entry.account) != seen.end())
            return add("users-line", Level::failure, place, name + " has another line before.",
                       "Leave one: until then " + name + " does not get in.");
        seen.push_back(entry.account);
        if (const auto known = SystemAccounts().find(entry.account); known && !known->has_value())
            add("users-account", Level::warning, place, "There is no account " + name + ".",
                "Remove the line, or mend the name.");
    }

    void state_folder() {
        struct stat about {};
        const std::string& path = settings_.state_dir;
        if (lstat(path.c_str(), &about) != 0 && errno == ENOENT)
            return add("state-dir", Level::ok, path, "Not there yet; the first login makes it.",
                       "");
        const auto folder = Folder::open(path);
        const bool is_private =
            folder && fstat(folder->get(), &about) == 0 && (about.st_mode & 077) == 0;
        if (is_private) return add("state-dir", Level::ok, path, "Closed to everybody else.", "");
        add("state-dir", Level::failure, path,
            folder ? "Others may look into it." : folder.error().message,
            "chown root: " + path + " && chmod 0700 " + path);
    }

    // As logins and earlier checks left it: what this one finds comes behind.
    void outage() {
        const OutageSeen seen = OutageRecord(settings_.state_dir, state_.clock).look();
        const std::string words = outage_words(seen, settings_);
        if (!seen.first_failure)
            return add("outage", Level::ok, settings_.state_dir, "Outages: " + words + ".", "");
        add("outage", Level::warning, settings_.state_dir, "An outage: " + words + ".",
            "The first answer ends it: see what this check says of the way to Infobip.");
    }

    void certificates() {
        const auto source = find_ca_source(settings_.ca_path, settings_.ca_file);
        if (!source)
            return add("certificates", Level::failure, settings_.ca_path, source.error().message,
                       "Install ca-certificates.");
        if (!source->directory.empty())
            return add("certificates", Level::ok, source->directory, "A folder with hashed links.",
                       "");
        const bool asked = !settings_.ca_file.empty();
        add("certificates", asked ? Level::ok : Level::warning, source->file,
            asked ? "The certificates of ca_file."
                  : "The bundle is read as a whole at each login: ca_path has no hashed links.",
            asked ? "" : "openssl rehash " + settings_.ca_path);
    }

    void module() {
        for (const std::string& folder : pam_.folders.modules) {
            const std::string path = folder + "/pam_infobip_otp.so";
            struct stat about {};
            if (stat(path.c_str(), &about) == 0) return judge_module(path);
        }
        add("module", Level::failure, "pam_infobip_otp.so", "It is in none of libpam's folders.",
            "Install it: lines of PAM that name it say no to everybody.");
    }

    void judge_module(const std::string& path) {
        const auto loaded = run_confined<LoadedModule>(
            [&](LoadedModule& to) {
                manage_key_.wipe();
                load(path, to);
            },
            longest_load, state_.clock);
        const std::string problem = loaded ? text_of(loaded->problem) : loaded.error().message;
        if (!problem.empty())
            return add("module", Level::failure, path, "It cannot be loaded: " + problem + ".",
                       "Install it again.");
        if (!loaded->exports_ours)
            return add("module", Level::failure, path, "It does not export what this version does.",
                       "Install module and tools of one version.");
        add("module", Level::ok, path, "It can be loaded and answers auth lines.", "");
    }

    AccountsState& state_;
    const Settings& settings_;
    Secret& manage_key_;
    const std::vector<ServiceSettings>& services_;
    const stack::Surroundings pam_ = surroundings_of({});
    std::optional<Secret> key_;
    std::vector<Finding> findings_;
};

}  // namespace

CheckedMachine check_machine(AccountsState& state, Secret& manage_key,
                             const std::vector<ServiceSettings>& services) {
    return MachineCheck(state, manage_key, services).run();
}

}  // namespace infobip_otp::admin
