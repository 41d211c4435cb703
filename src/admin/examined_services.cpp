// SPDX-License-Identifier: MIT
// Examined services: each of them, and what shows only beside another one.
#include "admin/examined_services.hpp"

#include <algorithm>
#include <filesystem>

#include "admin/examined_sshd.hpp"
#include "admin/machine.hpp"
#include "admin/read_sudo_defaults.hpp"
#include "stack/blame.hpp"
#include "stack/judge_host.hpp"
#include "stack/judge_pam.hpp"
#include "stack/sudoers.hpp"
#include "stack/text_file.hpp"

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

class Examiner {
  public:
    Examiner(const Invocation& invocation, std::optional<Person> person)
        : invocation_(invocation),
          person_(std::move(person)),
          surroundings_(surroundings_of(invocation)) {}

    Result<std::vector<ExaminedService>> run() {
        names_ = services();
        for (std::size_t i = 0; i < names_.size(); ++i)  // what is examined may name others
            if (auto done = examine(std::string(names_[i])); !done) return done.error();
        judge_pairs();
        return std::move(examined_);
    }

  private:
    [[nodiscard]] std::vector<std::string> services() const {
        std::vector<std::string> names = invocation_.arguments;
        // sudo asks the one for a command and the other for a shell.
        for (const Pair& pair : pairs)
            if (std::find(names.begin(), names.end(), pair.name) != names.end() &&
                std::find(names.begin(), names.end(), pair.other) == names.end())
                names.emplace_back(pair.other);
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
        circumstances.blind = why_it_cannot_ask(name) != nullptr;
        Surroundings surroundings = surroundings_;
        if (name.starts_with("sshd"))
            examine_sshd(invocation_, one, circumstances, surroundings);
        else
            one.findings = judge_pam(one.service, circumstances, surroundings);
        one.logins = try_logins(one.service, circumstances, surroundings);
        if (name == "sudo") examine_sudo(one);
        one.add(judge_host(one.service, login_timeout_of(invocation_, one.service), programs()));
        examine_groups(one);
        if (invocation_.has("--fix")) one.advice = repair(one.service, circumstances, surroundings);
        examined_.push_back(std::move(one));
        return {};
    }

    // Since polkit 127: PrivateNetwork=yes.
    static Programs programs() {
        constexpr const char* unit = "/usr/lib/systemd/system/polkit-agent-helper@.service";
        return {read_text_file("/etc/login.defs").value_or(""), !std::filesystem::exists(unit)};
    }

    // Where the settings file is asked by no line of ours no group of it counts.
    void examine_groups(ExaminedService& one) const {
        const Line* ours = our_line(one.service.stack(Facility::auth));
        if (ours == nullptr) return;
        const auto settings = settings_for(invocation_, one.service.name, ours->arguments);
        if (!settings) return;
        for (const std::string& group : unknown_groups(*settings))
            one.add({{"otp.exempt-groups", Level::warning, one.service.name, ours->place(),
                      sentence_of_unknown_group(group), todo_of_unknown_group}});
    }

    void examine_sudo(ExaminedService& one) {
        const std::string given = invocation_.value("--sudoers");
        const std::string file = given.empty() ? "/etc/sudoers" : given;
        const SudoRules rules = read_sudo_rules(file);
        one.add(judge_sudo(rules));
        other_rules(one);
        if (!rules.unread.empty()) return;
        const auto defaults = read_sudo_defaults(file, person_ ? person_->name : "");
        if (!defaults)
            return one.add({{"sudo.not-read", Level::warning, "sudo", file,
                             "sudo's Defaults are not known: " + defaults.error().message + ".",
                             "visudo -c, and mend what it names."}});
        const auto asks = [this](const std::string& service) {
            return asks_for_code(read_service(surroundings_.folders, service));
        };
        one.add(
            judge_sudo_defaults(*defaults, file, asks, login_timeout_of(invocation_, one.service)));
        for (const std::string& name : named_sudo_services(*defaults))
            if (asks(name)) add_new(name);
    }

    static void other_rules(ExaminedService& one) {
        const std::string sources = other_sudo_sources();
        if (sources.empty()) return;
        one.add({{"sudo.other-rules", Level::skipped, "sudo", "/etc/nsswitch.conf",
                  "sudo has rules from " + sources + " too: they were not looked at.",
                  "sudo -l -U ACCOUNT shows them; look for NOPASSWD and !authenticate."}});
    }

    void add_new(const std::string& name) {
        if (std::find(names_.begin(), names_.end(), name) == names_.end()) names_.push_back(name);
    }

    // Services that one program has for two uses.
    struct Pair {
        const char* name;
        const char* other;
        const char* id;
        const char* seen;
    };
    static constexpr Pair pairs[] = {
        {"sudo", "sudo-i", "sudo.sudo-i",
         "sudo asks for a code and `sudo -i` does not: it is a service of its own."},
        {"su", "su-l", "su.su-l",
         "su asks for a code and `su -` does not: it is a service of its own."},
    };

    void judge_pairs() {
        for (const Pair& pair : pairs) {
            if (!asks_itself(pair.name)) continue;
            for (ExaminedService& one : examined_)
                for (Finding& finding : one.findings)
                    if (one.service.name == pair.other && finding.id == "pam.not-asked") {
                        finding.id = pair.id;
                        finding.level = Level::failure;
                        finding.seen = pair.seen;
                        finding.todo = std::string("Give /etc/pam.d/") + pair.other +
                                       " the lines of /etc/pam.d/" + pair.name + ".";
                    }
        }
    }

    [[nodiscard]] bool asks_itself(const std::string& name) const {
        return std::any_of(examined_.begin(), examined_.end(), [&](const ExaminedService& one) {
            return one.service.name == name && asks_for_code(one.service);
        });
    }

    const Invocation& invocation_;
    std::optional<Person> person_;
    Surroundings surroundings_;
    std::vector<std::string> names_;
    std::vector<ExaminedService> examined_;
};

}  // namespace

Result<std::vector<ExaminedService>> examine_services(const Invocation& invocation,
                                                      std::optional<stack::Person> person) {
    return Examiner(invocation, std::move(person)).run();
}

}  // namespace infobip_otp::admin
