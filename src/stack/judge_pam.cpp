// SPDX-License-Identifier: MIT
// What the logins of a service show.
#include "stack/judge_pam.hpp"

#include <algorithm>

#include "stack/blame.hpp"
#include "stack/judge_branches.hpp"
#include "stack/judge_lines.hpp"

namespace infobip_otp::stack {
namespace {

// Which answers make the host run the stack again, each time with another message (seen on
// Debian 12 and 13; the figures are in docs/verdicts.md).
bool starts_over(const std::string& service, bool in_sshd, PamResult status) {
    const auto is_one_of = [&](std::initializer_list<PamResult> results) {
        return std::find(results.begin(), results.end(), status) != results.end();
    };
    if (service.starts_with("su") && !service.starts_with("sudo")) return false;
    if (in_sshd) return status != PamResult::maxtries;
    if (service == "login") return !is_one_of({PamResult::maxtries, PamResult::abort});
    return is_one_of({PamResult::auth_err, PamResult::maxtries, PamResult::perm_denied,
                      PamResult::authinfo_unavail});
}

bool we_ignore(const Outcome& outcome) {
    return std::any_of(outcome.steps.begin(), outcome.steps.end(), [](const Step& step) {
        return step.role == Role::our_code && step.result == PamResult::ignore;
    });
}

const char* name_of(Who who) {
    return who == Who::exempt ? "is in exempt_groups" : "has no line in the users file";
}

class Judge {
  public:
    Judge(const Service& service, const Circumstances& circumstances,
          const Surroundings& surroundings)
        : service_(service),
          auth_(service.stack(Facility::auth)),
          circumstances_(circumstances),
          surroundings_(surroundings),
          in_sshd_(surroundings.is_sshd(service.name)),
          logins_(try_logins(service, circumstances, surroundings)),
          findings_(judge_lines(service, surroundings)) {}

    std::vector<Finding> run() {
        if (service_.broken.empty() && our_line(auth_) != nullptr) {
            never_reached();
            without_code();
            code_alone();
            nobody();
            exempt_without_password();
            exempt_locked_out();
            sends_first();
            asked_twice();
            stop_code_lost();
            failure_not_counted();
            for (Finding& one : judge_branches(service_, circumstances_, surroundings_))
                findings_.push_back(std::move(one));
        } else if (service_.broken.empty() && asks_for_code(service_)) {
            nobody();
        }
        if (findings_.empty()) well();
        std::stable_sort(findings_.begin(), findings_.end(),
                         [](const Finding& a, const Finding& b) { return a.level > b.level; });
        return std::move(findings_);
    }

  private:
    void add(std::string id, Level level, const Line* line, std::string seen, std::string todo) {
        findings_.push_back({std::move(id), level, service_.name,
                             line == nullptr ? service_.file : line->place(), std::move(seen),
                             std::move(todo)});
    }

    // Logins of this kind; the first for which `holds` is true.
    template <class Predicate>
    const Login* find(Who who, std::optional<bool> password, std::optional<Code> code,
                      Predicate holds) const {
        for (const Login& login : logins_) {
            const Situation& is = login.situation;
            if (is.who == who && (!password || is.password_right == *password) &&
                (!code || is.code == *code) && holds(login))
                return &login;
        }
        return nullptr;
    }
    static bool gets_in(const Login& login) { return login.gets_in() != Certainty::no; }

    void never_reached() {
        const bool reached = std::any_of(logins_.begin(), logins_.end(), [](const Login& login) {
            return std::any_of(login.outcomes.begin(), login.outcomes.end(),
                               [](const Outcome& outcome) { return outcome.asks_us; });
        });
        if (reached) return;
        const Line* ours = our_line(auth_);
        add("pam.never-reached", Level::failure, ours,
            quoted(*ours) + " is never reached: what stands before it has always decided.",
            "Move it behind the line of the password, before whatever ends the stack.");
    }

    void without_code() {
        const Login* login = find(Who::with_phone, {}, Code::wrong, gets_in);
        if (login == nullptr) login = find(Who::with_phone, {}, Code::cannot_be_asked, gets_in);
        if (login == nullptr) return;
        const Step* step = stepped_over_us(auth_, *login->way_in());
        const Line* line = step == nullptr ? nullptr : step->line;
        const bool ours = line != nullptr && line->module_name() == our_module;
        const bool some = step != nullptr && !ours && step->one_of_several;
        const Login* guess = find(Who::with_phone, false, Code::wrong, gets_in);
        std::string seen = some ? "Whoever is let pass by " + quoted(*line) + " gets in"
                           : guess != nullptr ? "Anybody gets in without password and"
                                              : "The right password alone lets in,";
        seen += " without a code: ";
        if (ours)
            seen += quoted(*line) + " does not count when it says no.";
        else if (line != nullptr)
            seen += quoted(*line) + " answers " + std::string(word(step->result)) +
                    ", and our line is stepped over.";
        add("pam.without-code", some ? Level::warning : Level::failure, line, seen,
            ours   ? "Write required in place of " + line->control_text + "."
            : some ? "Leave it if these people are to be exempt; else let the line lead to ours."
                   : "Let a right password lead to our line: requisite in the place of sufficient, "
                     "jumps that end before our line.");
    }

    void code_alone() {
        if (circumstances_.key_accepted) return;
        const Login* login = find(Who::with_phone, false, Code::right, [](const Login& one) {
            return std::any_of(one.outcomes.begin(), one.outcomes.end(), [](const Outcome& way) {
                return way.gets_in() && way.code_proved && !way.factor_proved;
            });
        });
        if (login == nullptr) return;
        add("pam.code-alone", Level::failure, our_line(auth_),
            "The code alone lets in, with a wrong password or none: the phone is the only factor.",
            "Put \"auth requisite pam_unix.so\" before our line; where sshd asks for a key first, "
            "\"require_first_factor=publickey\" behind it.");
    }

    void nobody() {
        const auto out = [](const Login& login) { return login.gets_in() == Certainty::no; };
        const Code code = circumstances_.blind ? Code::cannot_be_asked : Code::right;
        const Login* login = find(Who::with_phone, true, code, out);
        if (login == nullptr || circumstances_.blind || login->outcomes.empty()) return;
        const Step* step = refused_by(login->outcomes.front());
        const bool elsewhere = login->situation.home == Home::elsewhere;
        add("pam.nobody", Level::failure, step == nullptr ? nullptr : step->line,
            std::string("Nobody") + (elsewhere ? " whose password is kept elsewhere" : "") +
                " gets in, with the right password and the right code: " +
                (step == nullptr
                     ? "no line of the stack says yes."
                     : quoted(*step->line) + " answers " + std::string(word(step->result)) + "."),
            step == nullptr ? "End the stack with \"auth required pam_permit.so\"."
                            : "Change or remove this line.");
    }

    void exempt_without_password() {
        if (circumstances_.key_accepted) return;
        for (const Who who : {Who::exempt, Who::without_phone}) {
            const Login* login = find(who, false, {}, [](const Login& one) {
                return one.way_in() != nullptr && !one.way_in()->factor_proved;
            });
            if (login == nullptr || find(Who::with_phone, false, Code::wrong, gets_in)) continue;
            add("pam.exempt-without-password", Level::failure, our_line(auth_),
                std::string("Whoever ") + name_of(who) +
                    " gets in with a wrong password: our line ignores them and nothing else says "
                    "no.",
                "Put \"auth requisite pam_unix.so\" before our line.");
            return;
        }
    }

    void exempt_locked_out() {
        const Login* phone = find(Who::with_phone, true, Code::right, gets_in);
        for (const Who who : {Who::exempt, Who::without_phone}) {
            const Login* login = find(who, true, {}, [](const Login& one) {
                return one.gets_in() == Certainty::no && !one.outcomes.empty() &&
                       we_ignore(one.outcomes.front());
            });
            // Where nobody gets in this is not the reason.
            if (login == nullptr || phone == nullptr) continue;
            add("pam.exempt-locked-out", Level::warning, our_line(auth_),
                std::string("Whoever ") + name_of(who) +
                    " is locked out: our line answers ignore, and no other says yes.",
                advice_for_ignored(service_, circumstances_, surroundings_, who));
            return;
        }
    }

    void sends_first() {
        const Login* login = find(Who::with_phone, false, {}, [](const Login& one) {
            return std::any_of(one.outcomes.begin(), one.outcomes.end(),
                               [](const Outcome& way) { return way.sent_before_factor; });
        });
        if (login == nullptr) return;
        add("pam.sends-first", Level::failure, our_line(auth_),
            "A message is sent before a password was found right: whoever knows a name can have "
            "messages sent, and each costs money.",
            "Make the line of the password requisite and put it before ours.");
    }

    void asked_twice() {
        const Login* login = find(Who::with_phone, true, Code::right, [](const Login& one) {
            return std::any_of(one.outcomes.begin(), one.outcomes.end(),
                               [](const Outcome& way) { return way.messages > 1; });
        });
        if (login == nullptr) return;
        add("pam.asked-twice", Level::warning, our_line(auth_),
            "One login asks for two codes: our line stands in the stack more than once.",
            "Leave one of them; look into the included files too.");
    }

    // Where a condition may say no it is not our line that is lost.
    [[nodiscard]] bool loses_stop_code(const Outcome& way) const {
        const Step* step = refused_by(way);
        return way.messages > 0 && !way.gets_in() &&
               starts_over(service_.name, in_sshd_, way.status) &&
               (step == nullptr || !step->one_of_several);
    }

    void stop_code_lost() {
        const auto loses = [&](const Outcome& way) { return loses_stop_code(way); };
        const Login* login = find(Who::with_phone, true, Code::wrong, [&](const Login& one) {
            return std::any_of(one.outcomes.begin(), one.outcomes.end(), loses);
        });
        if (login == nullptr) return;
        const auto way = std::find_if(login->outcomes.begin(), login->outcomes.end(), loses);
        const Step* step = refused_by(*way);
        add("pam.stop-code-lost", Level::warning, step == nullptr ? our_line(auth_) : step->line,
            "After wrong codes " + service_.name + " is told " + std::string(word(way->status)) +
                " and runs the stack again: each round sends another message.",
            "Make our line required (or requisite), with no line that says no behind it, and leave "
            "stop_code at auto.");
    }

    void failure_not_counted() {
        const auto counts = std::find_if(auth_.begin(), auth_.end(), counts_failure);
        if (counts == auth_.end()) return;
        const Login* login = find(Who::with_phone, false, Code::wrong, [](const Login& one) {
            return std::any_of(one.outcomes.begin(), one.outcomes.end(), [](const Outcome& way) {
                return !way.gets_in() && !way.factor_proved && !way.failure_counted;
            });
        });
        if (login == nullptr) return;
        add("pam.faillock-stepped-over", Level::warning, &*counts,
            quoted(*counts) +
                " is not reached after a wrong password: such guesses are not counted.",
            "Let the line of the password lead to it when it says no.");
    }

    void well() {
        const Line* ours = our_line(auth_);
        if (ours == nullptr) return;
        add("pam.asks", Level::ok, ours,
            circumstances_.key_accepted
                ? "The key, then a code: nobody with a phone gets in without one."
                : "The password, then a code: nobody with a phone gets in without one.",
            "");
    }

    const Service& service_;
    const Stack& auth_;
    const Circumstances& circumstances_;
    const Surroundings& surroundings_;
    bool in_sshd_;
    std::vector<Login> logins_;
    std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> judge_pam(const Service& service, const Circumstances& circumstances,
                               const Surroundings& surroundings) {
    return Judge(service, circumstances, surroundings).run();
}

}  // namespace infobip_otp::stack
