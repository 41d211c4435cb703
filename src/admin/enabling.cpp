// SPDX-License-Identifier: MIT
// Enabling: the steps, each of which may end it.
#include "admin/enabling.hpp"

#include <sysexits.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "admin/accounts_state.hpp"
#include "admin/added_line.hpp"
#include "admin/code_login.hpp"
#include "admin/commands.hpp"
#include "admin/machine.hpp"
#include "admin/phone_proof.hpp"
#include "admin/printed_text.hpp"
#include "admin/profile_change.hpp"
#include "admin/shown_name.hpp"
#include "admin/signals_wait.hpp"
#include "admin/take_back_later.hpp"
#include "admin/temporary_folder.hpp"
#include "admin/time_words.hpp"
#include "admin/trial.hpp"
#include "admin/yes_or_no.hpp"
#include "base/text.hpp"
#include "config/api_key.hpp"
#include "config/values.hpp"
#include "directory/file_directory.hpp"
#include "infobip_otp/events.hpp"
#include "stack/judge_host.hpp"
#include "stack/judge_pam.hpp"
#include "stack/repair.hpp"

namespace infobip_otp::admin {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes usual_trial{10};
constexpr std::chrono::seconds shortest_trial{1};
constexpr std::chrono::hours longest_trial{24};

// One program asks the one or the other, and both get the line.
constexpr std::pair<std::string_view, std::string_view> twins[] = {{"sudo", "sudo-i"},
                                                                   {"su", "su-l"}};

// The services of this machine, with the changes.
Result<TemporaryFolder> on_paper(const std::vector<Trial::Change>& changes) {
    auto folder = TemporaryFolder::make();
    if (!folder) return folder;
    std::error_code failed;
    for (const char* from : {"/usr/lib/pam.d", trial_pam_folder})
        for (const auto& entry : fs::directory_iterator(from, failed))
            if (entry.is_regular_file(failed))
                fs::copy_file(entry.path(), folder->file(entry.path().filename().string()),
                              fs::copy_options::overwrite_existing, failed);
    for (const Trial::Change& one : changes) {
        if (one.name.starts_with(profile_prefix)) continue;
        fs::remove(folder->file(one.name), failed);
        if (auto put = folder->write(one.name, one.after.bytes, 0600); !put) return put.error();
    }
    return folder;
}

class Enabling {
  public:
    explicit Enabling(const Invocation& invocation) : invocation_(invocation), trial_(clock_) {}

    int run() {
        for (const auto step : {&Enabling::look_at_usage, &Enabling::look_for_another,
                                &Enabling::look_at_settings, &Enabling::plan, &Enabling::show,
                                &Enabling::try_phone, &Enabling::ask, &Enabling::write})
            if (const int status = (this->*step)(); status != EX_OK) return status;
        return EX_OK;
    }

  private:
    int look_at_usage() {
        name_ = invocation_.arguments[0];
        if (!fs::is_regular_file(std::string(trial_pam_folder) + "/" + name_) ||
            name_.find('/') != std::string::npos)
            return fail(EX_USAGE, printable(name_, 40) + " is no file of " + trial_pam_folder);
        if (name_.starts_with("common-") && name_ != all_services)
            return fail(EX_USAGE, name_ + " belongs to pam-auth-update: infobip-otp enable " +
                                      all_services + ", for all its services");
        if (const char* program = stack::why_it_cannot_ask(name_))
            return fail(EX_USAGE, std::string(program) + " cannot ask a person for a code");
        const std::string length = invocation_.value("--for");
        if (length.empty()) return EX_OK;
        const auto read = parse_length(length, shortest_trial, longest_trial);
        if (!read) return fail(EX_USAGE, "--for: " + read.error().message);
        length_ = std::chrono::ceil<std::chrono::seconds>(*read);
        return EX_OK;
    }

    int look_for_another() {
        const auto lock = trial_.lock(Trial::usual_wait);
        if (!lock) return fail(EX_TEMPFAIL, lock.error().message);
        const auto other = trial_.pending();
        if (!other) return fail(EX_IOERR, other.error().message);
        if (!other->has_value()) return EX_OK;
        if (!trial_.is_untouched(**other))
            return fail(EX_TEMPFAIL, in_one_line((*other)->names) +
                                         " is on trial: infobip-otp enable --keep, or "
                                         "infobip-otp disable " +
                                         (*other)->names.front());
        if (auto ended = trial_.keep(); !ended) return fail(EX_IOERR, ended.error().message);
        return EX_OK;
    }

    int look_at_settings() {
        int status = EX_OK;
        state_ = AccountsState::open(invocation_, status);
        if (!state_) return status;
        if (const auto own = settings_for(invocation_, name_, {}); !own)
            return fail(EX_CONFIG, own.error().message);
        if (const auto key = load_api_key(state_->settings.api_key_file); !key)
            return fail(EX_CONFIG, key.error().message);
        return EX_OK;
    }

    int plan() {
        if (name_ == all_services) {
            if (const int status = plan_profile(); status != EX_OK) return status;
        } else {
            for (const std::string& name : trial_names(name_))
                if (const int status = plan_one(name); status != EX_OK) return status;
        }
        if (changes_.empty()) return fail(EX_DATAERR, name_ + " asks for a code already");
        return EX_OK;
    }

    int plan_profile() {
        auto made = enabled_profile(trial_);
        if (!made) return fail(EX_CONFIG, made.error().message);
        changes_ = std::move(*made);
        for (const Trial::Change& one : changes_)
            if (!one.name.starts_with(profile_prefix)) add_diff(one);
        return EX_OK;
    }

    int plan_one(const std::string& name) {
        const stack::PamFolders folders = surroundings_of(invocation_).folders;
        if (stack::asks_for_code(stack::read_service(folders, name))) return EX_OK;
        const std::string file = std::string(trial_pam_folder) + "/" + name;
        auto before = read_image(file);
        if (!before) return fail(EX_NOINPUT, before.error().message);
        auto text = with_our_line(before->bytes);
        if (!text) return fail(EX_CONFIG, file + " has no line of auth to put ours behind");
        FileImage after = *before;
        after.bytes = std::move(*text);
        changes_.push_back({name, std::move(*before), std::move(after)});
        add_diff(changes_.back());
        return EX_OK;
    }

    void add_diff(const Trial::Change& one) {
        diffs_ += stack::Repair{trial_.file(one.name), one.before.bytes, one.after.bytes}.as_diff();
    }

    int show() {
        const auto paper = on_paper(changes_);
        if (!paper) return fail(EX_IOERR, paper.error().message);
        print_text(diffs_ + "\nWhat doctor says of the result:\n");
        // Of common-auth: whatever asks PAM.
        const auto judged_services = name_ == all_services ? std::vector<std::string>() : names();
        const int judged =
            doctor({judged_services, invocation_.conf, {{"--pam-dir", paper->path()}}});
        if (judged == 0 || judged == 1) return EX_OK;
        return fail(EX_CONFIG, "that has failures: mend them first; nothing was changed");
    }

    int try_phone() {
        if (invocation_.has("--no-code")) return EX_OK;
        const std::string user = invocation_.value("--user");
        const auto known = callers();
        if (user.empty() && known.empty())
            return fail(EX_NOUSER, "who types this is no account: name one with --user NAME");
        const std::string typed = user.empty() ? known.front() : user;
        const auto account = state_->account(typed);
        if (!account) return fail(EX_OSERR, account.error().message);
        const auto enrolled = FileDirectory(state_->settings.users_file).find(account->name);
        if (!enrolled) return fail(EX_NOINPUT, enrolled.error().message);
        if (!enrolled->number)
            return fail(EX_NOUSER, shown_name(account->name) +
                                       " has no phone: infobip-otp user add, or name who will log "
                                       "in with --user NAME");
        Terminal terminal;
        const ProofResult proof = prove_phone(*state_, *enrolled->number, terminal);
        if (proof.status == EX_OK) return EX_OK;
        return fail(proof.status, proof.problem + "; nothing was changed");
    }

    int ask() {
        if (invocation_.has("--yes")) return EX_OK;
        const std::string question = "Write this, for " + wait_words(length_) + "? (yes/no) ";
        if (is_agreed([&] { return Terminal().ask(question); })) return EX_OK;
        return fail(EX_NOINPUT, "nothing was changed");
    }

    // What takes it back is armed before the first file is changed.
    int write() {
        const SignalsWait until_written;
        const auto lock = trial_.lock(Trial::usual_wait);
        if (!lock) return fail(EX_TEMPFAIL, lock.error().message + "; nothing was changed");
        const auto begun = trial_.begin(changes_);
        if (!begun) return fail(EX_IOERR, begun.error().message + "; nothing was changed");
        const auto at_boot = take_back_at_boot();
        const auto by =
            at_boot ? take_back_later(begun->id, length_) : Result<std::string>(at_boot.error());
        if (!by) {
            (void)trial_.keep();
            forget_boot();
            return fail(EX_OSERR, by.error().message + "; nothing was changed");
        }
        if (auto changed = trial_.change(*begun); !changed) {
            const auto back = trial_.take_back(*begun);
            if (!back)  // the timer tries again
                return fail(EX_IOERR, changed.error().message + "; " + back.error().message);
            forget_boot();
            return fail(EX_IOERR, changed.error().message + "; the files are as before");
        }
        log_change("on trial", begun->names);
        print_text(in_one_line(begun->names) + ": written; " + *by + " puts the old file back in " +
                   wait_words(length_) +
                   ".\nLog in anew, with a code, and type there: infobip-otp enable --keep\n");
        return EX_OK;
    }

    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const Trial::Change& one : changes_) all.push_back(one.name);
        return all;
    }

    const Invocation& invocation_;
    SystemClock clock_;
    Trial trial_;
    std::string name_;
    std::chrono::seconds length_ = usual_trial;
    std::unique_ptr<AccountsState> state_;
    std::vector<Trial::Change> changes_;
    std::string diffs_;
};

}  // namespace

int start_trial(const Invocation& invocation) {
    return Enabling(invocation).run();
}

std::vector<std::string> trial_names(const std::string& service) {
    if (service == all_services) return profile_names();
    std::vector<std::string> names{service};
    for (const auto& [one, other] : twins)
        if (one == service && fs::exists(std::string(trial_pam_folder) + "/" + std::string(other)))
            names.emplace_back(other);
    return names;
}

std::string in_one_line(const std::vector<std::string>& names) {
    std::string line;
    for (const std::string& name : names)
        if (!name.starts_with(profile_prefix)) line += (line.empty() ? "" : ", ") + name;
    return line;
}

void log_change(const std::string& change, const std::vector<std::string>& names,
                Severity severity) {
    SyslogAuditLog audit(AuditContext{
        .request = {}, .user = {}, .service = "infobip-otp", .remote_host = {}, .tty = {}});
    AuditEvent line = line_of(Event::service_changed, {{"change", change},
                                                       {"services", in_one_line(names)},
                                                       {"by_uid", std::to_string(getuid())}});
    line.severity = severity;
    audit.record(line);
}

}  // namespace infobip_otp::admin
