// SPDX-License-Identifier: MIT
// The lines one by one.
#include "stack/judge_lines.hpp"

#include <algorithm>
#include <set>

#include "stack/blame.hpp"
#include "stack/judge_pam.hpp"
#include "stack/pam_lines.hpp"

namespace infobip_otp::stack {
namespace {

constexpr Facility facilities[] = {Facility::auth, Facility::account, Facility::session,
                                   Facility::password};

class LineJudge {
  public:
    LineJudge(const Service& service, const Surroundings& surroundings)
        : service_(service), surroundings_(surroundings) {}

    std::vector<Finding> run() {
        if (!service_.broken.empty()) {
            add("pam.broken", Level::failure, service_.file,
                "libpam gives up, and nobody gets in: " + service_.broken + ".",
                "Mend or remove this line.");
            return std::move(findings_);
        }
        if (!asks_for_code(service_))
            add("pam.not-asked", Level::warning, service_.file,
                service_.file.empty()
                    ? "There is no such file in /etc/pam.d: the service `other` holds, which asks "
                      "for no code."
                    : "No line asks for a code: the password alone lets in.",
                "Put \"auth required pam_infobip_otp.so\" behind the line of the password.");
        judge_carriage_returns();
        for (const Facility facility : facilities)
            for (const Line& line : service_.stack(facility)) judge(line, facility);
        if (const Line* ours = our_line(service_.stack(Facility::auth))) judge_settings(*ours);
        return std::move(findings_);
    }

  private:
    void add(std::string id, Level level, std::string place, std::string seen, std::string todo) {
        findings_.push_back({std::move(id), level, service_.name, std::move(place), std::move(seen),
                             std::move(todo)});
    }

    void judge(const Line& line, Facility facility) {
        const bool ours = line.module_name() == our_module;
        if (line.has_gap)
            add("pam.continued-line", Level::warning, line.place(),
                "A blank line or a comment stands behind the backslash: libpam 1.5 goes on reading "
                "behind it, libpam 1.7 ends the line there.",
                "Remove what stands between.");
        if (line.kind == Line::Kind::must_fail && !ends_in_carriage_return(line))
            add("pam.line", Level::failure, line.place(),
                "libpam cannot use this line, and it always says perm_denied: " + line.problem +
                    ".",
                "Mend or remove this line.");
        if (line.kind != Line::Kind::module) return;
        if (!line.control.understood)
            add("pam.control", Level::failure, line.place(),
                "libpam does not understand \"" + escaped(line.control_text) +
                    "\" and takes every answer of this line as no.",
                "See pam.conf(5) for the words that may stand there.");
        if (!ends_in_carriage_return(line) && !module_is_there(surroundings_.folders, line.module))
            judge_missing(line, facility);
        if (ours && facility != Facility::auth)
            add("pam.wrong-facility", Level::failure, line.place(),
                quoted(line, facility) +
                    " asks for no code: the module answers auth lines only, "
                    "and any other takes it as a no.",
                "Move it to the auth lines, behind the line of the password.");
    }

    // What libpam makes of module_unknown at this line.
    void judge_missing(const Line& line, Facility facility) {
        const bool ours = line.module_name() == our_module;
        const Action::Kind kind = line.control.of(PamResult::module_unknown).kind;
        if (kind == Action::Kind::ignore && !ours) return;
        const bool refuses = kind == Action::Kind::bad || kind == Action::Kind::die;
        const bool locks_out = refuses && facility != Facility::password;
        const char* seen = !refuses                        ? ": libpam goes on as its control says."
                           : facility == Facility::session ? ": no session can be opened, and the "
                                                             "login ends after the right code."
                           : facility == Facility::password ? ": nobody can change a password."
                                                            : ": this line says no to everybody.";
        add("pam.module-missing", ours || locks_out ? Level::failure : Level::warning, line.place(),
            escaped(line.module) + " is not there" + seen,
            ours ? "Install the package, or remove the line." : "Install it, or remove the line.");
    }

    static bool ends_in_carriage_return(const Line& line) {
        return line.module.ends_with('\r') || line.control_text.ends_with('\r') ||
               (line.kind == Line::Kind::must_fail &&
                line.problem.find("\\r") != std::string::npos);
    }

    // A file with the line ends of Windows, once.
    void judge_carriage_returns() {
        std::set<std::string> files;
        for (const Facility facility : facilities)
            for (const Line& line : service_.stack(facility)) {
                const bool used = ends_in_carriage_return(line);
                const bool argument = std::any_of(
                    line.arguments.begin(), line.arguments.end(),
                    [](const std::string& one) { return one.find('\r') != std::string::npos; });
                if ((!used && !argument) || !files.insert(line.file).second) continue;
                add("pam.carriage-return", used ? Level::failure : Level::warning, line.place(),
                    used
                        ? "Lines end in CR LF, and libpam takes the CR as a part of the last word: "
                          "it does not know these lines, and they say no to everybody."
                        : "The line ends in CR LF: the module gets the CR as a part of its last "
                          "argument.",
                    "Remove them: sed -i 's/\\r$//' " + line.file);
            }
    }

    void judge_settings(const Line& line) {
        const OtpSettings settings = surroundings_.settings_of(service_.name, line);
        if (!settings.problem.empty())
            add("otp.settings", Level::failure, line.place(),
                "Every login is refused, as the settings cannot be used: " + settings.problem,
                "Mend them, then run `infobip-otp doctor` again.");
        if (settings.ignores_without_phone)
            add("otp.users-without-phone", Level::warning, line.place(),
                "users_without_phone = ignore: whoever has no line in the users file is asked for "
                "no code.",
                "Set it to deny when everybody is enrolled.");
        if (settings.passes_outages && surroundings_.is_sshd(service_.name))
            add("otp.when-unreachable", Level::warning, line.place(),
                "when_unreachable = allow: remote logins need no code while Infobip cannot be "
                "reached.",
                "Set it to deny, and give people recovery codes.");
    }

    const Service& service_;
    const Surroundings& surroundings_;
    std::vector<Finding> findings_;
};

}  // namespace

bool asks_for_code(const Service& service) {
    for (const Facility facility : facilities)
        for (const Line& line : service.stack(facility))
            if (line.module_name() == our_module) return true;
    return false;
}

std::vector<Finding> judge_lines(const Service& service, const Surroundings& surroundings) {
    return LineJudge(service, surroundings).run();
}

}  // namespace infobip_otp::stack
