// SPDX-License-Identifier: MIT
// infobip-otp doctor: the linter on this machine.
#include <sysexits.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "admin/accounts_state.hpp"
#include "admin/commands.hpp"
#include "admin/examination.hpp"
#include "admin/machine.hpp"
#include "admin/match_connection.hpp"
#include "admin/progress.hpp"
#include "base/text.hpp"
#include "stack/judge_pam.hpp"
#include "stack/sudoers.hpp"

namespace infobip_otp::admin {
namespace {

using namespace stack;

// What editors, packages and people leave beside a service's file: no program asks PAM for it.
bool is_copy(std::string_view name) {
    constexpr std::string_view ends[] = {"~",     ".bak",      ".old",     ".orig",
                                         ".save", ".swp",      ".tmp",     ".new",
                                         ".rej",  ".disabled", ".example", ".pam-old"};
    constexpr std::string_view parts[] = {".dpkg-", ".rpm", ".ucf-", ".bak-", ".bak.", ".orig."};
    return name.starts_with('.') || name.starts_with('#') ||
           std::any_of(std::begin(ends), std::end(ends),
                       [&](std::string_view one) { return name.ends_with(one); }) ||
           std::any_of(std::begin(parts), std::end(parts), [&](std::string_view one) {
               return name.find(one) != std::string_view::npos;
           });
}

class Doctor {
  public:
    Doctor(const Invocation& invocation, std::optional<Person> person)
        : invocation_(invocation),
          person_(std::move(person)),
          surroundings_(surroundings_of(invocation)) {}

    Result<std::vector<ExaminedService>> run() {
        for (const std::string& name : services())
            if (auto done = examine(name); !done) return done.error();
        judge_sudo_i();
        return std::move(examined_);
    }

  private:
    [[nodiscard]] std::vector<std::string> services() const {
        std::vector<std::string> names = invocation_.arguments;
        // sudo asks the one for a command and the other for a shell.
        if (std::find(names.begin(), names.end(), "sudo") != names.end() &&
            std::find(names.begin(), names.end(), "sudo-i") == names.end())
            names.push_back("sudo-i");
        if (!names.empty()) return names;
        names = {"sshd", "sudo", "sudo-i"};
        std::vector<std::string> others;
        std::error_code ignored;
        for (const std::string& folder : surroundings_.folders.services)
            for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
                const std::string name = entry.path().filename().string();
                if (std::find(names.begin(), names.end(), name) == names.end() &&
                    !name.starts_with("common-") && !is_copy(name) &&
                    asks_for_code(read_service(surroundings_.folders, name)))
                    others.push_back(name);
            }
        std::sort(others.begin(), others.end());
        names.insert(names.end(), others.begin(), others.end());
        return names;
    }

    // Whom the service asks is its own matter: a [service NAME] block or its line may say it.
    [[nodiscard]] Result<std::vector<Who>> kinds(const Service& service) const {
        if (!person_) return std::vector<Who>{Who::with_phone, Who::without_phone, Who::exempt};
        const auto kind = find_who(*person_, invocation_, service);
        if (!kind) return kind.error();
        return std::vector<Who>{*kind};
    }

    Result<void> examine(const std::string& name) {
        ExaminedService one;
        one.service = read_service(surroundings_.folders, name);
        const auto who = kinds(one.service);
        if (!who) return who.error();
        Circumstances circumstances{name, false, false, false, person_, *who};
        circumstances.caller_is_root = !runs_as_caller(name);
        if (name.starts_with("sshd"))
            examine_sshd(one, circumstances);
        else
            one.findings = judge_pam(one.service, circumstances, surroundings_);
        one.logins = try_logins(one.service, circumstances, surroundings_);
        if (name == "sudo") {
            const std::string file = invocation_.value("--sudoers");
            add(one, judge_sudo(read_sudo_rules(file.empty() ? "/etc/sudoers" : file)));
        }
        if (invocation_.has("--fix"))
            one.advice = repair(one.service, circumstances, surroundings_);
        examined_.push_back(std::move(one));
        return {};
    }

    void examine_sshd(ExaminedService& one, Circumstances& circumstances) {
        const auto options = read_sshd(invocation_, person_);
        if (options) {
            one.ways = try_ssh_ways(*options, one.service, circumstances, surroundings_);
            circumstances.key_accepted = key_before_questions(one.ways);
        }
        one.findings = judge_pam(one.service, circumstances, surroundings_);
        if (options) {
            add(one, judge_sshd(*options, one.service, one.ways,
                                login_timeout_of(invocation_, one.service)));
            if (!person_ && !invocation_.has("--sshd")) examine_matches(one, circumstances);
        } else
            add(one, {{"ssh.not-read", Level::warning, one.service.name, "",
                       "sshd's settings are not known: " + options.error().message,
                       "Run this as root, where sshd is installed."}});
    }

    // What `sshd -T` leaves out without a connection: each Match block with one that it is for.
    void examine_matches(ExaminedService& one, const Circumstances& circumstances) {
        const std::vector<Finding> general = one.findings;
        for (MatchBlock& block : read_match_blocks("/etc/ssh/sshd_config")) {
            ExaminedMatch match{std::move(block), "", {}};
            if (const auto connection = connection_into(match.block))
                match.connection = *connection;
            const auto options = match.connection.empty()
                                     ? Result<SshdOptions>(Error{"nobody meets it"})
                                     : read_sshd_of(match.connection);
            if (options) examine_match(one, match, *options, circumstances, general);
            one.matches.push_back(std::move(match));
        }
    }

    void examine_match(ExaminedService& one, ExaminedMatch& match, const SshdOptions& options,
                       Circumstances circumstances, const std::vector<Finding>& general) {
        match.ways = try_ssh_ways(options, one.service, circumstances, surroundings_);
        circumstances.key_accepted = key_before_questions(match.ways);
        std::vector<Finding> findings = judge_pam(one.service, circumstances, surroundings_);
        for (Finding& finding : judge_sshd(options, one.service, match.ways,
                                           login_timeout_of(invocation_, one.service)))
            findings.push_back(std::move(finding));
        std::vector<Finding> more;
        for (Finding& finding : findings) {
            const bool known =
                std::any_of(general.begin(), general.end(), [&](const Finding& other) {
                    return other.id == finding.id && other.seen == finding.seen;
                });
            if (known || finding.level == Level::ok) continue;
            finding.seen = match.block.text() + ": " + finding.seen;
            if (finding.id.starts_with("ssh.")) finding.place = match.block.place();
            more.push_back(std::move(finding));
        }
        add(one, more);
    }

    static void add(ExaminedService& one, const std::vector<Finding>& more) {
        one.findings.insert(one.findings.end(), more.begin(), more.end());
        std::stable_sort(one.findings.begin(), one.findings.end(),
                         [](const Finding& a, const Finding& b) { return a.level > b.level; });
    }

    void judge_sudo_i() {
        const auto asks = [&](const char* name) {
            const auto found =
                std::find_if(examined_.begin(), examined_.end(),
                             [&](const ExaminedService& one) { return one.service.name == name; });
            return found == examined_.end() || asks_for_code(found->service);
        };
        if (!asks("sudo") || asks("sudo-i")) return;
        for (ExaminedService& one : examined_)
            for (Finding& finding : one.findings)
                if (one.service.name == "sudo-i" && finding.id == "pam.not-asked") {
                    finding.id = "sudo.sudo-i";
                    finding.level = Level::failure;
                    finding.seen =
                        "sudo asks for a code and `sudo -i` does not: it is a service "
                        "of its own.";
                    finding.todo = "Give /etc/pam.d/sudo-i the lines of /etc/pam.d/sudo.";
                }
    }

    const Invocation& invocation_;
    std::optional<Person> person_;
    Surroundings surroundings_;
    std::vector<ExaminedService> examined_;
};

}  // namespace

int doctor(const Invocation& invocation) {
    for (const std::string& name : invocation.arguments)
        if (name.empty() || name.find('/') != std::string::npos)
            return fail(EX_USAGE,
                        printable(name, 40) + " is no name of a service: type sshd, sudo");
    std::optional<Person> person;
    if (const std::string name = invocation.value("--user"); !name.empty()) {
        auto found = find_person(name, invocation.value("--rhost"));
        if (!found) return fail(EX_NOUSER, found.error().message);
        person = std::move(*found);
    }
    const auto examined = [&] {
        const Progress progress("looking at PAM, sshd and sudo");
        return Doctor(invocation, std::move(person)).run();
    }();
    if (!examined) return fail(EX_NOINPUT, examined.error().message);
    const std::string report = invocation.has("--json") ? as_json(*examined).dump() + "\n"
                                                        : as_text(*examined, wants_colour());
    std::fputs(report.c_str(), stdout);
    return static_cast<int>(worst(*examined));
}

}  // namespace infobip_otp::admin
