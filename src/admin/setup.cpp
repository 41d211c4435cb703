// SPDX-License-Identifier: MIT
// infobip-otp setup: from a key that may manage to settings that logins can use.
#include <sysexits.h>
#include <unistd.h>

#include <cstdio>
#include <optional>

#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/edited_file.hpp"
#include "admin/printed_text.hpp"
#include "admin/progress.hpp"
#include "admin/provider_check.hpp"
#include "admin/setup_changes.hpp"
#include "admin/setup_plan.hpp"
#include "admin/typed_key.hpp"
#include "admin/typed_line.hpp"
#include "admin/yes_or_no.hpp"
#include "base/secret_text.hpp"
#include "base/system_clock.hpp"
#include "base/text.hpp"
#include "config/api_key.hpp"
#include "config/load_settings.hpp"
#include "http/base_url.hpp"
#include "infobip/sandbox_key.hpp"

namespace infobip_otp::admin {
namespace {

constexpr const char* usual_name = "pam-infobip-otp";
constexpr const char* usual_text = "{{pin}} is your login code. Never tell it to anybody.";
constexpr std::size_t largest_key_file = 4096;
constexpr int url_tries = 3;

// Each step returns EX_OK where the next one may follow, or what fail() returned.
class Setup {
  public:
    explicit Setup(const Invocation& invocation) : invocation_(invocation) {
        wanted_.application_name = typed("--application-name", usual_name);
        wanted_.message.text = typed("--text", usual_text);
        wanted_.message.sender = invocation_.value("--sender");
    }

    int run() {
        using Step = int (Setup::*)();
        for (const Step step :
             {&Setup::read_settings, &Setup::find_base_url, &Setup::look_at_infobip,
              &Setup::find_login_key, &Setup::try_login_key, &Setup::show})
            if (const int status = (this->*step)(); status != EX_OK || is_done_) return status;
        if (const int status = agree(); status != EX_OK) return status;
        const int status =
            make_changes({plan_, settings_, manage_key_, *conf_, conf_text_, *key_file_}, clock_);
        if (status != EX_OK) return status;
        print_text(
            "Done. Next: infobip-otp user add ACCOUNT NUMBER; infobip-otp check; then the "
            "lines of PAM.\n");
        return EX_OK;
    }

  private:
    std::string typed(std::string_view option, std::string_view usual) const {
        return invocation_.has(option) ? invocation_.value(option) : std::string(usual);
    }

    int read_settings() {
        const std::string conf = invocation_.conf.empty() ? Settings().conf : invocation_.conf;
        if (conf.empty() || conf.front() != '/')
            return fail(EX_USAGE, "--conf needs a path from the root on");
        if (geteuid() != 0 && access(folder_of(conf).c_str(), W_OK) != 0)
            return fail(EX_NOPERM, "the settings of this machine are root's: " + conf);
        auto file = EditedFile::read(conf, Privacy::open, largest_settings_file);
        if (!file) return fail(EX_CONFIG, file.error().message);
        conf_.emplace(std::move(*file));
        const auto read = read_unfinished_settings(conf, conf_->text());
        if (!read) return fail(EX_CONFIG, read.error().message + "; nothing was changed");
        settings_ = read->settings;
        return EX_OK;
    }

    int find_base_url() {
        std::string url = typed("--base-url", settings_.base_url);
        const bool ask = url.empty();
        for (int left = url_tries; left > 0; --left) {
            if (ask) {
                if (!is_at_a_terminal()) return fail(EX_USAGE, "--base-url URL is missing");
                const auto line =
                    read_typed_line("Base URL (https://XXXXX.api.infobip.com): ", Echo::on);
                if (!line) return fail(EX_NOINPUT, "no base URL was typed");
                url = trim(line->reveal());
            }
            const std::string problem = take_base_url(url);
            if (problem.empty()) return EX_OK;
            const int status = fail(EX_DATAERR, "base URL: " + problem);
            if (!ask) return status;
        }
        return EX_DATAERR;
    }

    // The portal shows it without a scheme. Returns what is wrong with it; empty: nothing.
    std::string take_base_url(const std::string& url) {
        if (url.empty()) return "nothing was typed";
        const bool is_bare = url.find("://") == std::string::npos;
        auto base = parse_base_url(is_bare ? "https://" + url : url);
        if (!base) return base.error().message;
        if (is_bare) std::fprintf(stderr, "Taken as %s\n", base->text.c_str());
        settings_.base_url = base->text;
        is_on_this_machine_ = base->is_on_this_machine();
        return "";
    }

    // First of all that takes a key: the network child gets a copy of what this process knows.
    int look_at_infobip() {
        const std::string file = invocation_.value("--manage-key-file");
        if (file.empty() && !is_at_a_terminal())
            return fail(EX_USAGE, "--manage-key-file FILE is missing (-: a line of stdin)");
        auto key = read_key(file, "API key with the scope 2fa:manage, used once and not stored: ");
        if (!key) return fail(EX_NOINPUT, key.error().message);
        manage_key_ = std::move(*key);
        wanted_.application_id = typed("--application-id", settings_.application_id);
        wanted_.message_id = typed("--message-id", settings_.message_id);
        wanted_.message.pin_length = settings_.login.code.length;
        wanted_.message.pin_type = pin_type_of(settings_.login.code.type);
        if (wanted_.message.text.find("{{pin}}") == std::string::npos)
            return fail(EX_DATAERR, "--text must hold {{pin}}: the code stands in its place");
        if (invocation_.has("--application-id")) wanted_.application_name.clear();
        const Progress progress("asking Infobip what there is");
        const Survey survey = ProviderAccount(settings_, manage_key_, clock_).survey(wanted_);
        return judge(survey);
    }

    int judge(const Survey& survey) {
        const Managed outcome = survey.answer.outcome;
        if (outcome != Managed::done) {
            const ProviderProblem problem = problem_of(survey.answer);
            return fail(problem.status, problem.sentence);
        }
        if (survey.same_name > 1)
            return fail(EX_CONFIG, "several applications are called \"" + wanted_.application_name +
                                       "\"; choose one by --application-id, or another name by "
                                       "--application-name");
        if (invocation_.has("--message-id") &&
            (!survey.message || survey.message->id != wanted_.message_id))
            return fail(EX_CONFIG, "the application has no template with the id of --message-id");
        plan_ = make_plan(wanted_, survey, settings_);
        return EX_OK;
    }

    int find_login_key() {
        auto file = EditedFile::read(settings_.api_key_file, Privacy::secret, largest_key_file);
        if (!file) return fail(EX_CONFIG, file.error().message);
        key_file_.emplace(std::move(*file));
        auto kept = check_api_key(key_file_->text(), settings_.api_key_file);
        const std::string from = invocation_.value("--login-key-file");
        if (from.empty() && kept) {
            login_key_ = std::move(*kept);
        } else {
            if (from.empty() && !is_at_a_terminal())
                return fail(EX_USAGE, "--login-key-file FILE is missing (-: a line of stdin)");
            auto key = from.empty() ? ask_for_login_key() : read_key(from, "");
            if (!key) return fail(EX_NOINPUT, key.error().message);
            login_key_ = std::move(*key);
            if (!kept || !login_key_.equals(kept->reveal()))
                key_file_->set(join_secret({login_key_.reveal(), "\n"}).reveal());
        }
        if (login_key_.equals(manage_key_.reveal()) && !is_of_a_sandbox_here())
            return fail(EX_DATAERR,
                        "the key of the logins is the one that may manage, which is never stored; "
                        "make another one with the scope 2fa:pin:send only");
        return EX_OK;
    }

    // It may have one key for both: nothing is at stake there. A service of this machine alone is
    // not enough: it may be a gateway to Infobip.
    bool is_of_a_sandbox_here() const {
        return is_on_this_machine_ && is_sandbox_key(manage_key_.reveal());
    }

    Result<Secret> ask_for_login_key() {
        if (!is_of_a_sandbox_here())
            return ask_for_key("API key of the logins, with the scope 2fa:pin:send only: ",
                               Empty::is_asked_again);
        auto key = ask_for_key(
            "API key of the logins, with the scope 2fa:pin:send only (Enter: the same one): ",
            Empty::is_an_answer);
        if (key && key->empty()) return Secret(manage_key_.reveal());
        return key;
    }

    int try_login_key() {
        Settings settings = settings_;
        // Ids are not looked at by a check of a PIN that does not exist.
        if (settings.application_id.empty()) settings.application_id = usual_name;
        if (settings.message_id.empty()) settings.message_id = usual_name;
        SyslogAuditLog audit(audit_context());
        std::vector<stack::Finding> findings;
        {
            const Progress progress("trying the key of the logins");
            findings = findings_of(
                ask_about_no_pin(settings, Secret(login_key_.reveal()), clock_, audit), settings);
        }
        for (const stack::Finding& finding : findings)
            if (finding.level != stack::Level::ok)
                return fail(finding.id == "key" ? EX_CONFIG : EX_UNAVAILABLE,
                            finding.seen + " " + finding.todo + " Nothing was changed.");
        // The one copy that is needed still is the key file's, which forgets it in network
        // children.
        login_key_.wipe();
        return EX_OK;
    }

    int show() {
        if (!conf_->is_there() || trim(conf_->text()).empty())
            conf_text_ = shipped_settings;
        else
            conf_text_ = conf_->text();
        std::vector<TextChange> changes;
        const std::string planned = planned_text(plan_, conf_text_, changes);
        if (auto read = read_unfinished_settings(conf_->path(), planned); !read)
            return fail(EX_SOFTWARE, "these settings would not be right: " + read.error().message);
        std::optional<PlannedFile> key;
        if (key_file_->is_changed()) key = {key_file_->path(), key_file_->is_there()};
        print_text(plan_words(plan_, settings_.base_url, {conf_->path(), conf_->is_there()},
                              changes, key));
        if (!plan_.changes_infobip() && changes.empty() && conf_->is_there() && !key) {
            is_done_ = true;
            std::puts("Nothing to change.");
        } else if (invocation_.has("--dry-run")) {
            is_done_ = true;
            std::puts("Nothing was changed (--dry-run).");
        }
        return EX_OK;
    }

    int agree() {
        if (invocation_.has("--yes")) return EX_OK;
        if (!is_at_a_terminal()) return fail(EX_USAGE, "--yes is missing; nothing was changed");
        if (is_agreed([] { return read_typed_line("Make these changes? (yes/no) ", Echo::on); }))
            return EX_OK;
        return fail(EX_DATAERR, "nothing was changed");
    }

    static AuditContext audit_context() {
        return {.request = {}, .user = {}, .service = "infobip-otp", .remote_host = {}, .tty = {}};
    }

    const Invocation& invocation_;
    SystemClock clock_;
    Settings settings_;
    std::optional<EditedFile> conf_;
    std::string conf_text_;
    std::optional<EditedFile> key_file_;
    Wanted wanted_;
    SetupPlan plan_;
    Secret manage_key_;
    Secret login_key_;
    bool is_on_this_machine_ = false;  // where the base URL leads
    bool is_done_ = false;
};

}  // namespace

int setup(const Invocation& invocation) {
    return Setup(invocation).run();
}

}  // namespace infobip_otp::admin
